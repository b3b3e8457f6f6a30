import { z } from 'zod';
import { amounts, sumOf, type Amounts } from './node-record.ts';

/** What a pod takes of its node. */
export interface PodRequests {
  readonly node: string;
  readonly requests: Amounts;
}

const Container = z.object({
  restartPolicy: z.string().optional(),
  resources: z
    .object({ requests: z.record(z.string(), z.union([z.string(), z.number()])).nullish() })
    .nullish(),
});
const Pod = z.object({
  spec: z.object({
    nodeName: z.string().optional(),
    containers: z.array(Container).default([]),
    initContainers: z.array(Container).default([]),
    overhead: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  }),
  status: z.object({ phase: z.string().optional() }).default({}),
});

/**
 * What a pod asks of its node, as the scheduler of Kubernetes counts it: its containers and sidecars together, or the
 * largest step before them if that is more. Undefined without a node, and when it has ended.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function readPodRequests(object: unknown): PodRequests | undefined {
  const parsed = Pod.safeParse(object);
  if (!parsed.success) return undefined;
  const { spec, status } = parsed.data;
  if (spec.nodeName === undefined || status.phase === 'Succeeded' || status.phase === 'Failed')
    return undefined;
  const of = ({ resources }: z.infer<typeof Container>): Amounts => amounts(resources?.requests ?? {});
  const sidecars: Amounts[] = [];
  let steps: Amounts = {};
  for (const container of spec.initContainers) {
    if (container.restartPolicy === 'Always') sidecars.push(of(container));
    else steps = largest(steps, sumOf([...sidecars, of(container)]));
  }
  const together = sumOf([...spec.containers.map(of), ...sidecars]);
  return { node: spec.nodeName, requests: sumOf([largest(together, steps), amounts(spec.overhead ?? {})]) };
}

function largest(left: Amounts, right: Amounts): Amounts {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries([...names].map((name) => [name, Math.max(left[name] ?? 0, right[name] ?? 0)]));
}
