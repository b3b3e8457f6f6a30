import { nodePools, reconcilerState, type Amounts } from '@slipway/cluster';
import type { ReportedStatus } from '@slipway/contracts';
import type { ClusterView, ReconcilerKind } from './cluster-view.ts';

export interface StatusOptions {
  readonly view: ClusterView;
  readonly problems: readonly string[];
  readonly reconciler: ReconcilerKind;
  /** Of Kubernetes. */
  readonly version: string | undefined;
  readonly agentVersion: string;
}

const maxPools = 200;
const maxProblems = 20;
const maxResources = 50;

/** How a cluster of Kubernetes is, within the bounds of the API. */
export function clusterStatus(options: StatusOptions): Omit<ReportedStatus, 'at'> {
  const { view, problems, reconciler: kind, version, agentVersion } = options;
  const state = reconcilerState(view.sources, view.appliers);
  return {
    agentVersion,
    runtime: 'kubernetes',
    ...(version !== undefined && { version }),
    ...(kind !== 'none' && {
      reconciler: {
        kind,
        ...(state.sourceRevision !== undefined && { sourceRevision: state.sourceRevision.slice(0, 200) }),
        ...(state.appliedRevision !== undefined && { appliedRevision: state.appliedRevision.slice(0, 200) }),
        ready: state.ready,
        message: state.message.slice(0, 2000),
      },
    }),
    nodePools: nodePools(view.nodes.objects.values(), view.requests())
      .slice(0, maxPools)
      .map((pool) => ({
        ...pool,
        allocatable: bounded(pool.allocatable),
        requested: bounded(pool.requested),
      })),
    problems: [...view.problems, ...problems].slice(0, maxProblems).map((problem) => problem.slice(0, 2000)),
  };
}

/** Sums of fractions have tails of binary arithmetic; a millionth is exact enough. */
function bounded(amounts: Amounts): Record<string, number> {
  return Object.fromEntries(
    Object.entries(amounts)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .slice(0, maxResources)
      .map(([name, amount]) => [name, Math.round(amount * 1e6) / 1e6]),
  );
}
