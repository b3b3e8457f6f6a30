import type { StudyRules, StudyState } from './study.ts';
import { TrialState, type Trial } from './trial.ts';

export interface AskSnapshot {
  readonly state: StudyState;
  readonly rules: StudyRules;
  /** Trials that are not final. */
  readonly open: readonly Trial[];
  /** Final trials. */
  readonly finished: number;
}

export interface Ask {
  readonly worker: string;
  /** Trials that the worker wants to have, those counted that it has already. */
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface AskDecision {
  /** Trials that the worker gets, the ones it has first, then those of workers that went silent, then the enqueued ones. */
  readonly handOut: readonly Trial[];
  /** So many new ones are suggested for it besides. */
  readonly fresh: number;
  /** Trials that were handed out too often: they fail. */
  readonly givenUp: readonly Trial[];
}

/** Which trials a worker gets. Asking again, as after a crash of the worker, gives the same ones. */
export function decideAsk(
  { state, rules, open, finished }: AskSnapshot,
  { worker, count, now }: Ask,
): AskDecision {
  const running = open.filter((trial) => trial.state === TrialState.Running);
  const own = running.filter((trial) => trial.worker === worker);
  const silent = running.filter((trial) => trial.worker !== worker && trial.leasedUntil <= now);
  const givenUp = silent.filter((trial) => trial.handedOut >= rules.handOuts);
  const takenOver = silent.filter((trial) => trial.handedOut < rules.handOuts);
  // A study that is paused or has ended lets what runs come to its end, and begins nothing.
  const isRunning = state === 'running';
  const waiting = isRunning ? open.filter((trial) => trial.state === TrialState.Waiting) : [];
  const handOut = [...own, ...(isRunning ? takenOver : []), ...waiting].slice(0, Math.max(0, count));
  const left = (rules.stop.trials ?? Infinity) - finished - open.length;
  const fresh = isRunning ? Math.max(0, Math.min(count - handOut.length, left)) : 0;
  return { handOut, fresh, givenUp };
}

/** A trial as it is when a worker has got it. */
export const handedOutTo = (trial: Trial, worker: string, rules: StudyRules, now: number): Trial => ({
  ...trial,
  state: TrialState.Running,
  worker,
  leasedUntil: now + rules.leaseTime,
  handedOut: trial.worker === worker ? trial.handedOut : trial.handedOut + 1,
});
