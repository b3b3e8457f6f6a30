import { sumOf, type Amounts, type NodeRecord } from './node-record.ts';
import type { PodRequests } from './pod-requests.ts';

/** What the nodes of a pool offer, and what pods on them ask for. */
export interface NodePool {
  readonly name: string;
  readonly nodes: number;
  /** Ready and not cordoned: amounts are those of these. */
  readonly ready: number;
  readonly allocatable: Amounts;
  readonly requested: Amounts;
}

/** The pools of a cluster, by name. */
export function nodePools(nodes: Iterable<NodeRecord>, pods: Iterable<PodRequests>): readonly NodePool[] {
  const requests = Map.groupBy(pods, ({ node }) => node);
  return [...Map.groupBy(nodes, ({ pool }) => pool)]
    .map(([name, members]) => {
      const open = members.filter(({ ready, cordoned }) => ready && !cordoned);
      return {
        name,
        nodes: members.length,
        ready: open.length,
        allocatable: sumOf(open.map(({ allocatable }) => allocatable)),
        requested: sumOf(open.flatMap((node) => (requests.get(node.name) ?? []).map((pod) => pod.requests))),
      };
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}
