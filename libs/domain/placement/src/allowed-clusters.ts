import type { Cluster, Job, Team } from '@slipway/resources';

/** Clusters that are available and that the team may use, by name. */
export const usableClusters = (team: Team, clusters: readonly Cluster[]): readonly Cluster[] =>
  clusters
    .filter(({ spec }) => spec.availability === 'available')
    .filter((cluster) => team.spec.clusters?.includes(nameOf(cluster)) ?? true)
    .toSorted((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));

/**
 * Of the clusters that its team can use those that the placement of the Job allows, in the order that it names them or by name.
 * A Job that names none goes to `local` where there is one.
 */
export function allowedClusters(job: Job, usable: readonly Cluster[]): readonly Cluster[] {
  const { clusters: named, clusterSelector: selector } = job.spec.placement ?? {};
  const local = usable.find((cluster) => nameOf(cluster) === 'local');
  if (!named && !selector && local) return [local];
  const inOrder = named
    ? named.flatMap((name) => usable.filter((cluster) => nameOf(cluster) === name))
    : usable;
  return inOrder.filter((cluster) => hasLabels(cluster, selector ?? {}));
}

export const nameOf = ({ metadata }: Cluster): string => metadata.name;

const hasLabels = ({ metadata }: Cluster, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => metadata.labels?.[key] === value);
