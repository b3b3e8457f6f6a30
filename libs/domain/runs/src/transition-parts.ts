import type { RunAnnouncement, RunEffect } from './effect.ts';
import type { RunInput } from './input.ts';
import { AttemptState, isFinalAttempt, RunState, type Attempt, type Run } from './run.ts';

export interface Transition {
  readonly run: Run;
  readonly effects: readonly RunEffect[];
}

export type Input<Type extends RunInput['type']> = Extract<RunInput, { type: Type }>;

export function nextAttempt(run: Run, effects: readonly RunEffect[]): Transition {
  const replaces = newest(run)?.epoch;
  const epoch = (replaces ?? 0) + 1;
  const attempt: Attempt = {
    epoch,
    state: AttemptState.Pending,
    reason: undefined,
    exitCode: undefined,
    commit: undefined,
  };
  return {
    run: { ...run, state: RunState.Pending, attempts: [...run.attempts, attempt] },
    effects: [...effects, { kind: 'commit-attempt', epoch, replaces }],
  };
}

/** Ends the run and has its manifests removed, unless that was asked for before or there is none (`retire` false). */
export function finish(
  run: Run,
  state: RunState,
  reason: string | undefined,
  effects: readonly RunEffect[],
  retire = true,
): Transition {
  const retiring = retire && run.retirement.state === 'none';
  return {
    run: { ...run, state, reason, retirement: retiring ? { state: 'requested' } : run.retirement },
    effects: [
      ...effects,
      ...(retiring ? [{ kind: 'retire' } as const] : []),
      announce('finished', undefined, reason ?? 'The run has succeeded', { state }),
    ],
  };
}

export const unchanged = (run: Run): Transition => ({ run, effects: [] });

export const newest = (run: Run): Attempt | undefined => run.attempts.at(-1);

/** The attempt of this epoch while it has not ended. */
export function live(run: Run, epoch: number): Attempt | undefined {
  const attempt = newest(run);
  return attempt?.epoch === epoch && !isFinalAttempt(attempt.state) ? attempt : undefined;
}

export const withAttempt = (run: Run, changed: Attempt): Run => ({
  ...run,
  attempts: run.attempts.map((attempt) => (attempt.epoch === changed.epoch ? changed : attempt)),
});

export const announce = (
  type: RunAnnouncement['type'],
  epoch: number | undefined,
  message: string,
  data: RunAnnouncement['data'] = {},
): RunEffect => ({ kind: 'announce', event: { type, epoch, message, data } });
