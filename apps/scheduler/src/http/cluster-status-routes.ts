import { ClusterStatus, clusterStatusEndpoints } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import type { ClusterStatusRecord } from '@slipway/ports';
import { route, type Route } from '@slipway/service';
import type { SchedulerContext } from '../context.ts';
import { nameAfter, nameCursor } from './cursors.ts';
import { pageOf } from './pages.ts';

export function clusterStatusRoutes({ store: { clusters } }: SchedulerContext): readonly Route[] {
  return [
    route(clusterStatusEndpoints.getClusterStatus, async ({ params: { cluster } }) => {
      const found = await clusters.find(cluster);
      if (found) return clusterStatusView(found);
      throw new NotFoundError(`No agent of cluster ${cluster} has told how it is.`, { details: { cluster } });
    }),
    route(clusterStatusEndpoints.listClusterStatuses, ({ query: { limit, cursor } }) =>
      pageOf(
        { limit, after: nameAfter(cursor) },
        (page) => clusters.list(page),
        clusterStatusView,
        ({ cluster }) => nameCursor(cluster),
      ),
    ),
  ];
}

function clusterStatusView({ cluster, status, seenAt, seenSecondsAgo }: ClusterStatusRecord): ClusterStatus {
  return ClusterStatus.parse({ ...status, cluster, seenAt: seenAt.toISOString(), seenSecondsAgo });
}
