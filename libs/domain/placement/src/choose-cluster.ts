import type { Cluster, Job, Team } from '@slipway/resources';
import { declaredPools, holds, replicaNeeds, type ClusterSnapshot } from './cluster-snapshot.ts';

export type ClusterChoice =
  | {
      readonly cluster: string;
      readonly reason: string;
      /** It depends on what clusters have room for at the moment. */
      readonly momentary: boolean;
    }
  /** Nothing fits; `problem` says why and what to do. */
  | { readonly problem: string };

/**
 * Where a run of the Job goes: first fit. Of the clusters that are available, that the team may use and the Job's placement allows, in the order that it names them
 * or by name, the first that has room for all replicas now, else the first that is large enough, else the first. A Job
 * that names none goes to `local` where there is one.
 */
export function chooseCluster(job: Job, team: Team, snapshots: readonly ClusterSnapshot[]): ClusterChoice {
  const usable = snapshots
    .filter(({ cluster }) => cluster.spec.availability === 'available')
    .filter(({ cluster }) => team.spec.clusters?.includes(nameOf(cluster)) ?? true)
    .toSorted((left, right) => (nameOf(left.cluster) < nameOf(right.cluster) ? -1 : 1));
  const { clusters: named, clusterSelector: selector } = job.spec.placement ?? {};
  if (!named && !selector) {
    const local = usable.find(({ cluster }) => nameOf(cluster) === 'local');
    if (usable.length === 0)
      return {
        problem: `team ${team.metadata.name} has no cluster that is available: apply a Cluster first`,
      };
    if (local && usable.length > 1)
      return {
        cluster: 'local',
        reason: 'the local cluster, for its placement names none',
        momentary: false,
      };
  }
  const inOrder = named
    ? named.flatMap((name) => usable.filter(({ cluster }) => nameOf(cluster) === name))
    : usable;
  const candidates = inOrder.filter(({ cluster }) => hasLabels(cluster, selector ?? {}));
  if (candidates.length === 0) return { problem: nothingAllowed(team, usable, named, selector) };
  return firstFit(job, candidates, named !== undefined);
}

function firstFit(job: Job, candidates: readonly ClusterSnapshot[], named: boolean): ClusterChoice {
  const names = candidates.map(({ cluster }) => nameOf(cluster));
  const [first = ''] = names;
  if (candidates.length === 1)
    return {
      cluster: first,
      reason: named ? 'the only cluster that its placement allows' : 'the only cluster that its team may use',
      momentary: false,
    };
  const needs = replicaNeeds(job);
  const { replicas } = job.spec;
  const roomy = candidates.find(({ pools = [] }) => pools.some((pool) => holds(pool, needs, replicas)));
  const among = names.join(', ');
  const chosen = (cluster: string, reason: string): ClusterChoice => ({ cluster, reason, momentary: true });
  if (roomy) return chosen(nameOf(roomy.cluster), `the first of ${among} that has room for it now`);
  const large = candidates.find(({ cluster, pools = [] }) =>
    [...pools.map((pool) => ({ ...pool, requested: {} })), ...declaredPools(cluster)].some((pool) =>
      holds(pool, needs, replicas),
    ),
  );
  if (large)
    return chosen(
      nameOf(large.cluster),
      `the first of ${among} that is large enough; none is known to have room for it now`,
    );
  return chosen(first, `the first of ${among}; none is known to be large enough`);
}

const nameOf = ({ metadata }: Cluster): string => metadata.name;

const hasLabels = ({ metadata }: Cluster, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => metadata.labels?.[key] === value);

function nothingAllowed(
  team: Team,
  usable: readonly ClusterSnapshot[],
  named: readonly string[] | undefined,
  selector: Readonly<Record<string, string>> | undefined,
): string {
  const wanted = [
    ...(named ? [`is one of ${named.join(', ')}`] : []),
    ...Object.entries(selector ?? {}).map(([key, value]) => `has the label ${key}=${value}`),
  ];
  const there = usable.slice(0, 20).map(({ cluster }) => nameOf(cluster));
  return `no available cluster of team ${team.metadata.name} ${wanted.join(' and ')}; ${there.length === 0 ? 'there is none' : `there are ${there.join(', ')}`}`;
}
