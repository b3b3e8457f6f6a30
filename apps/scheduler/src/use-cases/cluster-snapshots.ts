import { ReportedStatus } from '@slipway/contracts';
import type { ClusterSnapshot } from '@slipway/placement';
import type { ClusterStatusRecord } from '@slipway/ports';
import type { SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';
import { listAllResources } from './list-all-resources.ts';
import { clusterOf } from './resource-documents.ts';

/** What an agent told longer ago than this says nothing about now. */
const freshSeconds = 60;

const pageSize = 500;

export interface SeenCluster extends ClusterSnapshot {
  /** Since its agent has told anything; undefined: it never has. */
  readonly silentSeconds: number | undefined;
}

/** All clusters, with what their agents have told lately. */
export async function clusterSnapshots(
  { store: { clusters } }: SchedulerContext,
  work: Work,
): Promise<readonly SeenCluster[]> {
  const statuses = new Map<string, ClusterStatusRecord>();
  for (let after: string | undefined; ;) {
    const page = await clusters.list({ after, limit: pageSize });
    for (const status of page) statuses.set(status.cluster, status);
    if (page.length < pageSize) break;
    after = page.at(-1)?.cluster;
  }
  return (await listAllResources(work.store, 'Cluster')).map((record) => {
    const known = statuses.get(record.name);
    const fresh = known !== undefined && known.seenSecondsAgo <= freshSeconds;
    return {
      cluster: clusterOf(record),
      silentSeconds: known?.seenSecondsAgo,
      pools: fresh ? ReportedStatus.parse(known.status).nodePools : undefined,
    };
  });
}
