import { backoffDelay } from './backoff.ts';
import type { RunAnnouncement, RunEffect } from './effect.ts';
import type { RunInput, Settled } from './input.ts';
import { clusterLost, moveRequested, withdrawalSettled } from './moves.ts';
import { AttemptState, RunState, isFinalAttempt, isFinalRun, type Run } from './run.ts';
import {
  announce,
  finish,
  live,
  newest,
  nextAttempt,
  unchanged,
  withAttempt,
  type Input,
  type Transition,
} from './transition-parts.ts';

/** How often a run is attempted anew after its attempt was lost. */
export const maximalLosses = 10;

/**
 * What becomes of a run when something happens. Pure and total: an input that no longer matters (a report on an attempt
 * that has ended, a second outcome of the same change, a cancel of a run that has ended) gives the same `run` object
 * and no effects.
 */
export function transition(run: Run, input: RunInput): Transition {
  switch (input.type) {
    case 'admitted':
      return run.state === RunState.Pending && run.attempts.length === 0
        ? nextAttempt(run, [])
        : unchanged(run);
    case 'attempt-settled':
      return attemptSettled(run, input);
    case 'retirement-settled':
      return retirementSettled(run, input.outcome);
    case 'picked-up':
      return advance(
        run,
        input.epoch,
        AttemptState.Preparing,
        [AttemptState.Pending, AttemptState.Committed],
        {
          type: 'picked-up',
          message: 'The agent has picked up the attempt',
          data: input.ignored.length > 0 ? { ignored: input.ignored } : {},
        },
      );
    case 'preparing':
      return advance(
        run,
        input.epoch,
        AttemptState.Preparing,
        [AttemptState.Pending, AttemptState.Committed, AttemptState.Preparing],
        { type: 'preparing', message: input.message, data: {} },
      );
    case 'started':
      return started(run, input.epoch);
    case 'ended':
      return ended(run, input);
    case 'backoff-elapsed':
      return run.state === RunState.BackingOff && newest(run)?.epoch === input.epoch
        ? nextAttempt(run, [])
        : unchanged(run);
    case 'cancel-requested':
      return cancelRequested(run, input.reason);
    case 'move-requested':
      return moveRequested(run, input);
    case 'withdrawal-settled':
      return withdrawalSettled(run, input);
    case 'cluster-lost':
      return clusterLost(run, input);
  }
}

function attemptSettled(run: Run, { epoch, outcome }: Input<'attempt-settled'>): Transition {
  const attempt = run.attempts.find((candidate) => candidate.epoch === epoch);
  // A run that ended without anything to retire never had a manifest in git: its change has had its outcome.
  const neverInGit = isFinalRun(run.state) && run.retirement.state === 'none';
  if (!attempt || attempt.commit !== undefined || neverInGit) return unchanged(run);
  const waiting = attempt.state === AttemptState.Pending;
  if (outcome.state === 'rejected') {
    // Reports of an agent prove that the manifest is in git: then the outcome must be a mistake.
    if (!waiting) return unchanged(run);
    const reason = `The change was rejected: ${outcome.reason}`;
    const failed = withAttempt(run, { ...attempt, state: AttemptState.Failed, reason });
    const announced = [announce('ended', epoch, reason, { outcome: AttemptState.Failed })];
    if (run.state === RunState.Cancelling) return finish(failed, RunState.Cancelled, run.reason, announced);
    const inGit = run.attempts.length > 1 || run.state === RunState.Moving;
    return finish(failed, RunState.Failed, reason, announced, inGit);
  }
  const committed = withAttempt(run, {
    ...attempt,
    commit: outcome.commit,
    state: waiting ? AttemptState.Committed : attempt.state,
  });
  return {
    run: waiting && run.state === RunState.Pending ? { ...committed, state: RunState.Committed } : committed,
    effects: [
      announce('committed', epoch, 'The manifest is in the environment repository', {
        commit: outcome.commit,
      }),
    ],
  };
}

function retirementSettled(run: Run, outcome: Settled): Transition {
  if (run.retirement.state !== 'requested') return unchanged(run);
  if (outcome.state === 'rejected') {
    return {
      run: { ...run, retirement: { state: 'rejected', reason: outcome.reason } },
      effects: [announce('warning', undefined, `The manifest could not be removed: ${outcome.reason}`)],
    };
  }
  const { commit } = outcome;
  const retired: Run = { ...run, retirement: { state: 'done', commit } };
  const announced = [
    announce('retired', undefined, 'The manifest is no longer in the environment repository', { commit }),
  ];
  const attempt = newest(run);
  // Nobody has reported on the attempt, and from now on no agent finds it: there is nothing to wait for.
  const untouched = attempt?.state === AttemptState.Pending || attempt?.state === AttemptState.Committed;
  if (run.state !== RunState.Cancelling || !attempt || !untouched)
    return { run: retired, effects: announced };
  const reason = 'Removed before an agent picked it up';
  return finish(
    withAttempt(retired, { ...attempt, state: AttemptState.Stopped, reason }),
    RunState.Cancelled,
    run.reason,
    [...announced, announce('ended', attempt.epoch, reason, { outcome: AttemptState.Stopped })],
  );
}

/** Moves a live attempt on when it is in one of the states `from`. */
function advance(
  run: Run,
  epoch: number,
  state: AttemptState,
  from: readonly AttemptState[],
  event: Omit<RunAnnouncement, 'epoch'>,
): Transition {
  const attempt = live(run, epoch);
  if (!attempt || !from.includes(attempt.state)) return unchanged(run);
  return {
    run: withAttempt(run, { ...attempt, state }),
    effects: [announce(event.type, epoch, event.message, event.data)],
  };
}

function started(run: Run, epoch: number): Transition {
  const { run: moved, effects } = advance(
    run,
    epoch,
    AttemptState.Running,
    [AttemptState.Pending, AttemptState.Committed, AttemptState.Preparing],
    { type: 'started', message: 'All processes have been started', data: {} },
  );
  const startable = run.state === RunState.Pending || run.state === RunState.Committed;
  return { run: moved !== run && startable ? { ...moved, state: RunState.Running } : moved, effects };
}

function ended(run: Run, { epoch, outcome, reason, exitCode }: Input<'ended'>): Transition {
  const attempt = live(run, epoch);
  if (!attempt) return unchanged(run);
  const after = withAttempt(run, { ...attempt, state: outcome, reason, exitCode });
  const announced = [
    announce('ended', epoch, reason, { outcome, ...(exitCode === undefined ? {} : { exitCode }) }),
  ];
  if (outcome === 'succeeded') return finish(after, RunState.Succeeded, undefined, announced);
  if (run.state === RunState.Cancelling) return finish(after, RunState.Cancelled, run.reason, announced);
  // Withdrawn, and nothing of it runs any more: that is what its next attempt has waited for.
  if (run.state === RunState.Moving && outcome !== 'failed') return nextAttempt(after, announced);
  switch (outcome) {
    case 'stopped':
      return finish(after, RunState.Cancelled, `Stopped by hand: ${reason}`, [
        ...announced,
        announce('warning', epoch, `The attempt was stopped by hand, not by a cancel: ${reason}`),
      ]);
    case 'lost':
      return run.losses < maximalLosses
        ? nextAttempt({ ...after, losses: run.losses + 1 }, announced)
        : finish(after, RunState.Failed, `Lost ${String(maximalLosses + 1)} times: ${reason}`, announced);
    case 'failed':
      return run.retries < run.retry.limit
        ? backOff(after, epoch, announced)
        : finish(after, RunState.Failed, reason, announced);
  }
}

function backOff(run: Run, epoch: number, effects: readonly RunEffect[]): Transition {
  const retries = run.retries + 1;
  const delay = backoffDelay(run.retry.backoff, retries);
  return {
    run: { ...run, state: RunState.BackingOff, retries },
    effects: [
      ...effects,
      { kind: 'schedule-backoff', epoch, delay },
      announce('backing-off', epoch, `Retry ${String(retries)} of ${String(run.retry.limit)} follows`, {
        delay,
        retries,
      }),
    ],
  };
}

function cancelRequested(run: Run, reason: string): Transition {
  if (isFinalRun(run.state) || run.state === RunState.Cancelling) return unchanged(run);
  const attempt = newest(run);
  const announced = [announce('cancelling', undefined, reason)];
  if (!attempt) return finish(run, RunState.Cancelled, reason, announced, false);
  if (isFinalAttempt(attempt.state)) return finish(run, RunState.Cancelled, reason, announced);
  return {
    run: { ...run, state: RunState.Cancelling, reason, retirement: { state: 'requested' } },
    effects: [...announced, { kind: 'retire' }],
  };
}
