import { endpoint } from './endpoint.ts';
import { Name, PageQuery, Timestamp, none } from './field-schemas.ts';
import { z } from './zod.ts';

const text = z.string().max(2000);

/** Amounts by resource name in base units: `cpu` in cores, `memory` in bytes, `nvidia.com/gpu` in devices. */
const Amounts = z
  .record(z.string().max(253), z.number().min(0))
  .refine((amounts) => Object.keys(amounts).length <= 50, 'at most 50 resources');

/** Nodes that belong together. */
export const NodePoolStatus = z
  .object({
    name: z.string().max(253),
    nodes: z.int().min(0),
    /** Of `nodes`, those that are ready and take pods. */
    ready: z.int().min(0),
    /** What the ready ones offer to pods. */
    allocatable: Amounts,
    /** What pods on them ask for. */
    requested: Amounts,
  })
  .openapi('NodePoolStatus');
export type NodePoolStatus = z.infer<typeof NodePoolStatus>;

/** How far the reconciler of a cluster has brought the environment repository. */
export const ReconcilerStatus = z
  .object({
    kind: z.enum(['flux', 'argocd', 'local']),
    /** Commit that it has fetched last. */
    sourceRevision: z.string().max(200).optional(),
    /** Commit that is applied everywhere; the oldest one of several objects. */
    appliedRevision: z.string().max(200).optional(),
    ready: z.boolean(),
    message: text,
  })
  .openapi('ReconcilerStatus');
export type ReconcilerStatus = z.infer<typeof ReconcilerStatus>;

export const ReportedStatus = z
  .object({
    agentVersion: z.string().max(100),
    runtime: z.enum(['process', 'kubernetes']),
    /** Of Kubernetes. */
    version: z.string().max(100).optional(),
    reconciler: ReconcilerStatus.optional(),
    nodePools: z.array(NodePoolStatus).max(200),
    /** What somebody should look at: rights that are missing, attempts that run a second time. */
    problems: z.array(text).max(20),
    /** When it was so, by the agent's clock. */
    at: Timestamp,
  })
  .openapi('ReportedStatus');
export type ReportedStatus = z.infer<typeof ReportedStatus>;

export const ClusterStatus = ReportedStatus.extend({
  cluster: Name,
  /** When the agent was heard last, by the database's clock. */
  seenAt: Timestamp,
  /** Seconds since then, by the same clock. */
  seenSecondsAgo: z.number(),
}).openapi('ClusterStatus');
export type ClusterStatus = z.infer<typeof ClusterStatus>;

export const clusterStatusEndpoints = {
  getClusterStatus: endpoint({
    id: 'getClusterStatus',
    method: 'get',
    path: '/v1/clusters/{cluster}/status',
    summary: 'How a cluster is, as its agent has told last.',
    access: 'signed-in',
    params: z.object({ cluster: Name }),
    query: none,
    status: 200,
    response: ClusterStatus,
  }),
  listClusterStatuses: endpoint({
    id: 'listClusterStatuses',
    method: 'get',
    path: '/v1/cluster-statuses',
    summary: 'How the clusters are whose agents have told, by name.',
    access: 'signed-in',
    params: none,
    query: PageQuery,
    status: 200,
    response: z.object({ items: z.array(ClusterStatus), cursor: z.string().optional() }),
  }),
};
