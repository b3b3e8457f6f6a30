import { ConflictError, NotFoundError } from '@slipway/kernel';
import { chooseCluster } from '@slipway/placement';
import type { RunRecord } from '@slipway/ports';
import { isFinalRun, RunState } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';
import { inTransaction, type Work } from '../unit-of-work.ts';
import { advanceRuns } from './advance-runs.ts';
import { checkedReason } from './checked-reason.ts';
import { clusterSnapshots } from './cluster-snapshots.ts';
import { programOf } from './program-of-run.ts';

export interface MoveRequest {
  /** Where to; undefined: wherever its placement finds room. */
  readonly cluster: string | undefined;
  readonly reason: string | undefined;
  readonly requestedBy: string;
}

/**
 * Moves a run to another cluster: its attempt is withdrawn, and when nothing of it runs any more the next attempt goes
 * there. Moving one to where it goes already changes nothing.
 * @throws NotFoundError, or ConflictError when it has ended or is cancelled, or its placement allows no such cluster
 */
export async function moveRun(
  context: SchedulerContext,
  team: string,
  name: string,
  { cluster, reason, requestedBy }: MoveRequest,
): Promise<void> {
  const given = checkedReason(reason, `moved by ${requestedBy}`);
  await inTransaction(context, async (work) => {
    const record = await work.store.lockRun(team, name);
    if (!record)
      throw new NotFoundError(`There is no run ${name} in team ${team}.`, { details: { team, run: name } });
    const { state } = record.run;
    if (isFinalRun(state) || state === RunState.Cancelling) {
      const problem = state === RunState.Cancelling ? 'is being cancelled' : `has ended: it ${state}`;
      throw new ConflictError(`The run ${name} ${problem}.`, { details: { team, run: name, state } });
    }
    if (cluster === record.run.cluster) return;
    const target = await targetOf(context, work, record, cluster);
    await advanceRuns(context, work, [record], () => [
      { input: { type: 'move-requested', cluster: target, reason: given }, at: work.now },
    ]);
  });
}

async function targetOf(
  context: SchedulerContext,
  work: Work,
  record: RunRecord,
  wanted: string | undefined,
): Promise<string> {
  const { job, team } = await programOf(work, record);
  const snapshots = (await clusterSnapshots(context, work)).filter(({ cluster }) => {
    const { name } = cluster.metadata;
    return wanted === undefined ? name !== record.run.cluster : name === wanted;
  });
  const choice = chooseCluster(job, team, snapshots);
  if (!('problem' in choice)) return choice.cluster;
  const where = wanted === undefined ? 'elsewhere' : `to ${wanted}`;
  throw new ConflictError(`The run ${record.name} can't move ${where}: ${choice.problem}.`, {
    details: { team: record.team, run: record.name, cluster: wanted ?? null },
  });
}
