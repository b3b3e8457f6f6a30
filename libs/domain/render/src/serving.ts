import type { PolicyRule } from '@slipway/cluster';
import { InvalidInputError } from '@slipway/kernel';
import type { Cluster, Job } from '@slipway/resources';
import { labels } from './attempt-manifest.ts';

/** Name of the container's port. */
export const servingPort = 'http';

/** Rights on what leads from the gateway to programs that serve. */
export const servingRules = (verbs: readonly string[]): readonly PolicyRule[] => [
  { apiGroups: [''], resources: ['services'], verbs },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes'], verbs },
];

interface Place {
  readonly job: Job;
  readonly cluster: Cluster;
  /** Of the attempt's objects. */
  readonly metadata: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  /** The attempt, after which they are called. */
  readonly name: string;
}

/**
 * What leads from the gateway of a cluster to the pods of an attempt: a Service, and a route of the Gateway API. Nothing when
 * nobody calls it, or where there is no gateway. https://gateway-api.sigs.k8s.io/api-types/httproute/
 * @throws InvalidInputError for a host that is not the team's
 */
export function servingObjects({ job, cluster, metadata, name }: Place): readonly object[] {
  const { serves } = job.spec;
  const { gateway } = cluster.spec;
  if (!serves || !gateway) return [];
  const suffix = `.${job.metadata.team}.${gateway.domain}`;
  // A team that could take any host could take those of others.
  if (!serves.host.endsWith(suffix) || serves.host.slice(0, -suffix.length).includes('.'))
    throw new InvalidInputError(
      `${job.metadata.name} serves ${serves.host}, which the gateway of the cluster ${cluster.metadata.name} gives no program of team ${job.metadata.team}: expected NAME${suffix}`,
    );
  const port = 80;
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, ...metadata },
      spec: {
        selector: { [labels.attempt]: name },
        ports: [{ name: servingPort, port, targetPort: servingPort }],
      },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name, ...metadata },
      spec: {
        parentRefs: [{ name: gateway.name, namespace: gateway.namespace }],
        hostnames: [serves.host],
        rules: [{ backendRefs: [{ name, port }] }],
      },
    },
  ];
}
