import { parseQuantity } from '@slipway/kernel';
import { z } from 'zod';

/** Amounts by resource name, in base units. */
export type Amounts = Readonly<Record<string, number>>;

/** What is kept of a node. */
export interface NodeRecord {
  readonly name: string;
  readonly pool: string;
  /** It answers and is ready. */
  readonly ready: boolean;
  /** Nobody knows how it is: it does not answer. */
  readonly silent: boolean;
  /** It takes no new pods: it was cordoned. */
  readonly cordoned: boolean;
  readonly allocatable: Amounts;
}

const Quantities = z.record(z.string(), z.union([z.string(), z.number()]));

const Node = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({ unschedulable: z.boolean().nullish() }).default({}),
  status: z
    .object({
      allocatable: Quantities.default({}),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    })
    .default({ allocatable: {}, conditions: [] }),
});

/** Labels by which providers name the pool of a node; the first that a node has counts. Slipway's own comes first. */
export const poolLabels: readonly string[] = [
  'slipway.dev/node-pool',
  'eks.amazonaws.com/nodegroup',
  'cloud.google.com/gke-nodepool',
  'kubernetes.azure.com/agentpool',
  'karpenter.sh/nodepool',
];

export function readNode(object: unknown): NodeRecord | undefined {
  const parsed = Node.safeParse(object);
  if (!parsed.success) return undefined;
  const { metadata, spec, status } = parsed.data;
  const ready = status.conditions.find(({ type }) => type === 'Ready')?.status ?? 'Unknown';
  return {
    name: metadata.name,
    pool: poolLabels.map((label) => metadata.labels[label]).find((pool) => pool !== undefined) ?? 'default',
    ready: ready === 'True',
    silent: ready === 'Unknown',
    cordoned: spec.unschedulable ?? false,
    allocatable: amounts(status.allocatable),
  };
}

/** Quantities of Kubernetes as numbers; what is none counts nothing. */
export function amounts(quantities: Readonly<Record<string, string | number>>): Amounts {
  return Object.fromEntries(
    Object.entries(quantities).map(([name, quantity]) => [name, parseQuantity(String(quantity)) ?? 0]),
  );
}

/** The sum by resource. */
export function sumOf(all: Iterable<Amounts>): Amounts {
  const sum: Record<string, number> = {};
  for (const one of all)
    for (const [name, amount] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + amount;
  return sum;
}
