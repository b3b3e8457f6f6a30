import { needsRunner, type Cluster, type RunnableJob, type Team } from '@slipway/resources';
import { allowedClusters, nameOf, usableClusters } from './allowed-clusters.ts';
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
 * that names none goes to `local` where there is one. Workers of a Study go only where the command `slipway` is.
 */
export function chooseCluster(
  job: RunnableJob,
  team: Team,
  snapshots: readonly ClusterSnapshot[],
): ClusterChoice {
  const usable = usableClusters(
    team,
    snapshots.map(({ cluster }) => cluster),
  );
  const { clusters: named, clusterSelector: selector } = job.spec.placement ?? {};
  if (!named && !selector && usable.length === 0)
    return { problem: `team ${team.metadata.name} has no cluster that is available: apply a Cluster first` };
  const allowed = allowedClusters(job, usable);
  if (allowed.length === 0) return { problem: nothingAllowed(team, usable, named, selector) };
  const able = allowed.filter((cluster) => hasCommand(job, cluster));
  const [first] = able;
  if (!first) return { problem: noCommand(allowed) };
  if (able.length > 1)
    return firstFit(
      job,
      able.flatMap((cluster) => snapshots.filter((each) => each.cluster === cluster)),
    );
  const only = named
    ? 'the only cluster that its placement allows'
    : selector || usable.length === 1
      ? 'the only cluster that its team may use'
      : 'the local cluster, for its placement names none';
  return { cluster: nameOf(first), reason: only, momentary: false };
}

const hasCommand = (job: RunnableJob, cluster: Cluster): boolean =>
  !needsRunner(job, cluster) || cluster.spec.images.slipway !== undefined;

function noCommand(clusters: readonly Cluster[]): string {
  const names = clusters.slice(0, 20).map(nameOf);
  return `workers of a Study need the command slipway, and no image with it is set for ${names.join(', ')}: set spec.images.slipway in cluster.yaml, or run each trial as a Job (trials.mode: jobs)`;
}

function firstFit(job: RunnableJob, candidates: readonly ClusterSnapshot[]): ClusterChoice {
  const names = candidates.map(({ cluster }) => nameOf(cluster));
  const [first = ''] = names;
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

function nothingAllowed(
  team: Team,
  usable: readonly Cluster[],
  named: readonly string[] | undefined,
  selector: Readonly<Record<string, string>> | undefined,
): string {
  const wanted = [
    ...(named ? [`is one of ${named.join(', ')}`] : []),
    ...Object.entries(selector ?? {}).map(([key, value]) => `has the label ${key}=${value}`),
  ];
  const there = usable.slice(0, 20).map(nameOf);
  return `no available cluster of team ${team.metadata.name} ${wanted.join(' and ')}; ${there.length === 0 ? 'there is none' : `there are ${there.join(', ')}`}`;
}
