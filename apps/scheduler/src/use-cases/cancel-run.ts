import { ConflictError, NotFoundError } from '@slipway/kernel';
import { RunState } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';
import { inTransaction } from '../unit-of-work.ts';
import { advanceRuns } from './advance-runs.ts';
import { checkedReason } from './checked-reason.ts';

/**
 * Cancels a run; cancelling one that is cancelled already changes nothing.
 * @throws ConflictError when it has succeeded or failed.
 */
export async function cancelRun(
  context: SchedulerContext,
  team: string,
  name: string,
  principal: string,
  givenReason: string | undefined,
): Promise<void> {
  const reason = checkedReason(givenReason, `cancelled by ${principal}`);
  await inTransaction(context, async (work) => {
    const record = await work.store.lockRun(team, name);
    if (!record)
      throw new NotFoundError(`There is no run ${name} in team ${team}.`, { details: { team, run: name } });
    const { state } = record.run;
    if (state === RunState.Succeeded || state === RunState.Failed) {
      throw new ConflictError(`The run ${name} has ended: it ${state}.`, {
        details: { team, run: name, state },
      });
    }
    await advanceRuns(context, work, [record], () => [
      { input: { type: 'cancel-requested', reason }, at: work.now },
    ]);
  });
}
