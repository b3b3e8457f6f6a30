import type { EndedTrackedAttempt, RunStatus } from '@slipway/ports';
import { AttemptState } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';
import { inTransaction } from '../unit-of-work.ts';

/**
 * Gives the runs that track ended attempts their last status, a batch at a time. Doing so twice changes nothing. Returns
 * how many were closed; call again while it is `limit`.
 */
export async function closeTracking(context: SchedulerContext, limit: number): Promise<number> {
  const { tracking } = context;
  if (!tracking) return 0;
  const ended = await inTransaction(context, ({ store }) => store.endedTrackedAttempts(limit));
  for (const attempt of ended) await closeRun(attempt);
  if (ended.length > 0)
    await inTransaction(context, ({ store }) => store.untrackAttempts(ended.map(({ attempt }) => attempt)));
  return ended.length;

  async function closeRun({ team, trackingRun, state, endedAt }: EndedTrackedAttempt): Promise<void> {
    const run = await tracking?.store.findRun(team, trackingRun);
    if (!run) return;
    const isOpen = run.status === 'RUNNING' || run.status === 'SCHEDULED';
    // A program that ended well may have said itself how its run is to be seen.
    if (!isOpen && state === AttemptState.Succeeded) return;
    const endTime = (endedAt ?? context.clock.now()).getTime();
    await tracking?.store.updateRun(team, trackingRun, {
      status: statusOf(state),
      endTime: isOpen ? endTime : (run.endTime ?? endTime),
    });
  }
}

function statusOf(state: AttemptState): RunStatus {
  if (state === AttemptState.Succeeded) return 'FINISHED';
  return state === AttemptState.Stopped ? 'KILLED' : 'FAILED';
}
