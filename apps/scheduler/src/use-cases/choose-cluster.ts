import type { Job, Team } from '@slipway/resources';

export type ClusterChoice =
  | { readonly cluster: string; readonly reason: string }
  /** Nothing fits; `problem` says why and what to do. */
  | { readonly problem: string };

/**
 * Where a run of the Job goes. Deterministic: the first cluster that the Job names and that its team may use; when it
 * names none, the only cluster of the team, or `local` when that is among several.
 */
export function chooseCluster(job: Job, team: Team, clusters: readonly string[]): ClusterChoice {
  const usable = clusters.filter((name) => team.spec.clusters?.includes(name) ?? true).toSorted();
  const named = job.spec.placement?.clusters;
  if (named) {
    const cluster = named.find((name) => usable.includes(name));
    if (cluster !== undefined) return { cluster, reason: 'the first cluster that its placement names' };
    return {
      problem: `none of the clusters ${named.join(', ')} exists for team ${team.metadata.name}; ${list(usable)}`,
    };
  }
  const [only] = usable;
  if (only === undefined)
    return { problem: `team ${team.metadata.name} has no cluster: apply a Cluster first` };
  if (usable.length === 1) return { cluster: only, reason: 'the only cluster of its team' };
  if (usable.includes('local'))
    return { cluster: 'local', reason: 'the local cluster, for its placement names none' };
  return { problem: `its placement must name a cluster; ${list(usable)}` };
}

const list = (usable: readonly string[]): string =>
  usable.length === 0 ? 'there is none' : `there are ${usable.slice(0, 20).join(', ')}`;
