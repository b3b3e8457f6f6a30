import { parseQuantity } from '@slipway/kernel';
import { acceleratorResource, type Cluster, type Job, type Team } from '@slipway/resources';
import { allowedClusters, usableClusters } from './allowed-clusters.ts';
import { replicaNeeds } from './cluster-snapshot.ts';

/**
 * US dollars for an hour of a run on the dearest of the clusters that it may go to; undefined when none of them has a price
 * for it.
 */
export function mostHourly(job: Job, team: Team, clusters: readonly Cluster[]): number | undefined {
  const prices = allowedClusters(job, usableClusters(team, clusters)).flatMap(
    (cluster) => hourlyPrice(job, cluster) ?? [],
  );
  return prices.length === 0 ? undefined : Math.max(...prices);
}

/**
 * US dollars for an hour of a run on the cluster: of the pools that a replica fits into, the cheapest, at the share of a
 * node that its scarcest resource takes (the dominant share, Ghodsi et al., "Dominant Resource Fairness", NSDI 2011),
 * times the replicas. Undefined when no pool that fits has a price.
 */
export function hourlyPrice(job: Job, cluster: Cluster): number | undefined {
  const needs = Object.entries(replicaNeeds(job));
  const prices = cluster.spec.nodePools.flatMap(({ cpu, memory, accelerators, pricePerHour }) => {
    if (pricePerHour === undefined) return [];
    const node: Readonly<Record<string, number>> = {
      cpu: parseQuantity(cpu) ?? 0,
      memory: parseQuantity(memory) ?? 0,
      ...(accelerators && { [acceleratorResource(accelerators.type)]: accelerators.count }),
    };
    const shares = needs.map(([resource, amount]) => (amount === 0 ? 0 : amount / (node[resource] ?? 0)));
    const share = Math.max(...shares);
    return share <= 1 ? [share * pricePerHour * job.spec.replicas] : [];
  });
  return prices.length === 0 ? undefined : Math.min(...prices);
}
