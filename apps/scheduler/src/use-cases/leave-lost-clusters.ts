import { chooseCluster, type ClusterSnapshot } from '@slipway/placement';
import {
  describeError,
  formatDuration,
  parseDuration,
  SlipwayError,
  UnavailableError,
} from '@slipway/kernel';
import type { RunRecord } from '@slipway/ports';
import type { SchedulerContext } from '../context.ts';
import { inTransaction, type Work } from '../unit-of-work.ts';
import { advanceRuns, type RunStep } from './advance-runs.ts';
import { clusterSnapshots, type SeenCluster } from './cluster-snapshots.ts';
import { programOf } from './program-of-run.ts';

const batch = 100;

/** Why the runs of a cluster have to go on elsewhere. */
interface Loss {
  readonly reason: string;
  /** It is off for certain: nothing of it can run twice. */
  readonly certain: boolean;
}

/**
 * Gives up the attempts on clusters that are lost, and lets their runs go on elsewhere: all of them when the cluster was
 * declared lost, those that allow it when its agent has been silent for too long. Returns how many have moved.
 */
export async function leaveLostClusters(context: SchedulerContext): Promise<number> {
  let moved = 0;
  for (let after: number | undefined; ;) {
    const page = await inTransaction(context, async (work) => {
      const snapshots = await clusterSnapshots(context, work);
      const losses = lossesOf(snapshots);
      if (losses.size === 0) return { last: undefined, moved: 0 };
      const ids = await work.store.liveRunsOn([...losses.keys()], { after, limit: batch });
      const runs = await work.store.lockRuns(ids);
      const others = snapshots.filter(({ cluster }) => !losses.has(cluster.metadata.name));
      const steps = new Map<number, RunStep>();
      for (const run of runs) {
        try {
          const step = await stepOf(work, run, losses, others);
          if (step) steps.set(run.id, step);
        } catch (error) {
          // One run that nobody can place must not keep the others where they are.
          if (!(error instanceof SlipwayError) || error instanceof UnavailableError) throw error;
          const reason = describeError(error);
          context.logger.warn('a run cannot leave its lost cluster', { run: run.name, reason });
        }
      }
      await advanceRuns(context, work, runs, ({ id }) => {
        const step = steps.get(id);
        return step ? [step] : [];
      });
      return { last: ids.length === batch ? ids.at(-1) : undefined, moved: steps.size };
    });
    moved += page.moved;
    if (page.last === undefined) return moved;
    after = page.last;
  }
}

function lossesOf(snapshots: readonly SeenCluster[]): ReadonlyMap<string, Loss> {
  const losses = new Map<string, Loss>();
  for (const { cluster, silentSeconds } of snapshots) {
    const { name } = cluster.metadata;
    const { availability, lostAfter } = cluster.spec;
    const bound = parseDuration(lostAfter) ?? Infinity;
    if (availability === 'lost')
      losses.set(name, { reason: `cluster ${name} is declared lost`, certain: true });
    else if (silentSeconds !== undefined && silentSeconds * 1000 >= bound) {
      const reason = `cluster ${name} has been silent for ${formatDuration(Math.round(silentSeconds) * 1000)}`;
      losses.set(name, { reason, certain: false });
    }
  }
  return losses;
}

/** How the run goes on; undefined while it has to wait for its cluster, or for another that can take it. */
async function stepOf(
  work: Work,
  record: RunRecord,
  losses: ReadonlyMap<string, Loss>,
  others: readonly ClusterSnapshot[],
): Promise<RunStep | undefined> {
  const attempt = record.attempts.at(-1);
  const loss = attempt && losses.get(attempt.cluster);
  if (!loss) return undefined;
  const { job, team } = await programOf(work, record);
  if (!loss.certain && job.spec.placement?.onClusterLoss !== 'move') return undefined;
  const { reason } = loss;
  const { epoch } = attempt;
  // A run that moves, or was to be cancelled, has its aim already.
  const aim = losses.has(record.run.cluster)
    ? chooseCluster(job, team, others)
    : { cluster: record.run.cluster };
  const cluster = 'problem' in aim ? undefined : aim.cluster;
  if (cluster === undefined && record.run.state !== 'cancelling') return undefined;
  const input = { type: 'cluster-lost', epoch, cluster: cluster ?? record.run.cluster, reason } as const;
  return { input, at: work.now };
}
