import { lossesOf, type StopConditions, type StudyRules } from './study.ts';

/** What a study has come to. */
export interface StudyProgress {
  /** Final trials. */
  readonly finished: number;
  readonly failed: number;
  /** Milliseconds since it began. */
  readonly elapsed: number;
  readonly cost: number;
  /** Values of the best complete trial by the first objective; undefined when there is none. */
  readonly best: readonly number[] | undefined;
  /** Results since the best one. */
  readonly sinceBest: number;
}

export interface StopReason {
  readonly condition: keyof StopConditions;
  readonly message: string;
}

/** Why a study ends now, or undefined when it goes on. */
export function stopReason(
  { objectives, stop }: StudyRules,
  progress: StudyProgress,
): StopReason | undefined {
  const { finished, failed, elapsed, cost, best, sinceBest } = progress;
  const reached = (condition: keyof StopConditions, value: number): boolean =>
    value >= (stop[condition] ?? Infinity);
  if (stop.target !== undefined && best !== undefined) {
    const [loss = Infinity] = lossesOf(objectives, best);
    const [target = -Infinity] = lossesOf(objectives, [stop.target]);
    if (loss <= target)
      return { condition: 'target', message: `${objectives[0]?.metric ?? ''} reached ${String(best[0])}` };
  }
  if (reached('failures', failed))
    return { condition: 'failures', message: `${String(failed)} trials failed` };
  if (reached('trials', finished))
    return { condition: 'trials', message: `all ${String(finished)} trials ended` };
  if (reached('time', elapsed)) return { condition: 'time', message: 'its time is over' };
  if (reached('cost', cost)) return { condition: 'cost', message: `it cost ${String(cost)}` };
  if (reached('stagnation', sinceBest))
    return { condition: 'stagnation', message: `${String(sinceBest)} results brought nothing better` };
  return undefined;
}
