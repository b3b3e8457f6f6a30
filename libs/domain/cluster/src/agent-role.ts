/** A rule of a Role or ClusterRole, as in `rbac.authorization.k8s.io/v1`. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Only these objects; all when left out. */
  readonly resourceNames?: readonly string[];
}

const read = ['get', 'list', 'watch'] as const;

/**
 * Everything that an agent may do in its whole cluster: read, and no Secrets. Charts and templates render their ClusterRole from here, and
 * nothing else is needed; what belongs to a reconciler that is not installed does no harm.
 */
export const agentClusterRules: readonly PolicyRule[] = [
  { apiGroups: ['batch'], resources: ['jobs'], verbs: read },
  { apiGroups: [''], resources: ['pods', 'nodes', 'events'], verbs: read },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: ['source.toolkit.fluxcd.io'], resources: ['gitrepositories'], verbs: read },
  { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], verbs: read },
  { apiGroups: ['argoproj.io'], resources: ['applications'], verbs: read },
];

/**
 * What it may do in the namespaces of teams besides: create the Secrets by which programs reach Slipway. It may not read them,
 * and the admission policy of the cluster lets it create no others.
 */
export const agentTeamRules: readonly PolicyRule[] = [
  { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
];

/** What it may do in its own namespace besides: lead, of two replicas, by a lease. */
export const agentNamespaceRules: readonly PolicyRule[] = [
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
];
