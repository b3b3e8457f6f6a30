import { parseQuantity } from '@slipway/kernel';
import { acceleratorResource, type Cluster, type Job } from '@slipway/resources';

/** Amounts by resource name in base units: `cpu` in cores, `memory` in bytes, `nvidia.com/gpu` in devices. */
export type Amounts = Readonly<Record<string, number>>;

/** What nodes that belong together offer as a whole. */
export interface PoolSnapshot {
  /** Nodes that take pods. */
  readonly ready: number;
  readonly allocatable: Amounts;
  /** What pods on them ask for. */
  readonly requested: Amounts;
}

/** A cluster at one moment. */
export interface ClusterSnapshot {
  readonly cluster: Cluster;
  /** Undefined: its agent has not told lately. */
  readonly pools: readonly PoolSnapshot[] | undefined;
}

/** What one replica of the Job asks for. */
export function replicaNeeds({ spec }: Job): Amounts {
  const { cpu, memory, accelerators } = spec.resources;
  return {
    cpu: parseQuantity(cpu) ?? 0,
    memory: parseQuantity(memory) ?? 0,
    ...(accelerators && { [acceleratorResource(accelerators.type)]: accelerators.count }),
  };
}

/**
 * Whether the pool can take so many replicas, each on a node of average size. An estimate: the cluster's own scheduler
 * decides, and what does not fit waits.
 */
export function holds(
  { ready, allocatable, requested }: PoolSnapshot,
  needs: Amounts,
  replicas: number,
): boolean {
  if (ready === 0) return false;
  return Object.entries(needs).every(([resource, amount]) => {
    const all = allocatable[resource] ?? 0;
    return amount <= all / ready && amount * replicas <= all - (requested[resource] ?? 0);
  });
}

/** The pools of a cluster as its resource declares them, at their largest and empty. */
export const declaredPools = ({ spec }: Cluster): readonly PoolSnapshot[] =>
  spec.nodePools.map(({ nodes, cpu, memory, accelerators }) => {
    const node = {
      cpu: parseQuantity(cpu) ?? 0,
      memory: parseQuantity(memory) ?? 0,
      ...(accelerators && { [acceleratorResource(accelerators.type)]: accelerators.count }),
    };
    const allocatable = Object.fromEntries(
      Object.entries(node).map(([name, amount]) => [name, amount * nodes]),
    );
    return { ready: nodes, allocatable, requested: {} };
  });
