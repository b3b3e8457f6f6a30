import { AttemptState, isFinalAttempt, isFinalRun, RunState, type Attempt, type Run } from './run.ts';
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

export function moveRequested(run: Run, { cluster, reason }: Input<'move-requested'>): Transition {
  if (isFinalRun(run.state) || run.state === RunState.Cancelling) return unchanged(run);
  if (run.cluster === cluster) return unchanged(run);
  const attempt = newest(run);
  const placed = { ...run, cluster };
  const announced = [announce('moving', attempt?.epoch, `Moves to ${cluster}: ${reason}`, { cluster })];
  const isLive = attempt !== undefined && !isFinalAttempt(attempt.state);
  if (!isLive || run.state === RunState.Moving) return { run: placed, effects: announced };
  return {
    run: { ...placed, state: RunState.Moving },
    effects: [...announced, { kind: 'withdraw', epoch: attempt.epoch }],
  };
}

/** An attempt that cannot be withdrawn goes on where it is. */
export function withdrawalSettled(
  run: Run,
  { epoch, cluster, outcome }: Input<'withdrawal-settled'>,
): Transition {
  const attempt = live(run, epoch);
  if (!attempt || run.state !== RunState.Moving || outcome.state !== 'rejected') return unchanged(run);
  return {
    run: { ...run, cluster, state: stateWith(attempt) },
    effects: [
      announce('warning', epoch, `It goes on where it is: the withdrawal was rejected: ${outcome.reason}`),
    ],
  };
}

/** Of a run with this live attempt and nothing else to do. */
function stateWith({ state }: Attempt): RunState {
  if (state === AttemptState.Pending) return RunState.Pending;
  return state === AttemptState.Running ? RunState.Running : RunState.Committed;
}

export function clusterLost(run: Run, { epoch, cluster, reason }: Input<'cluster-lost'>): Transition {
  const attempt = live(run, epoch);
  if (!attempt) return unchanged(run);
  const lost = withAttempt(run, { ...attempt, state: AttemptState.Lost, reason });
  const announced = [announce('ended', epoch, reason, { outcome: AttemptState.Lost })];
  if (run.state === RunState.Cancelling) return finish(lost, RunState.Cancelled, run.reason, announced);
  return nextAttempt({ ...lost, cluster }, [
    ...announced,
    announce('moving', undefined, `Moves to ${cluster}: ${reason}`, { cluster }),
  ]);
}
