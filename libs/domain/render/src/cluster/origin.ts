import { layout } from '@slipway/changes';
import type { Cluster } from '@slipway/resources';
import { systemNamespace } from './identities.ts';

type Labels = Readonly<Record<string, string>>;

/** Tells whoever looks into the namespace of a team where its runs come from. */
export const teamOrigin = (team: string, labels: Labels, cluster: Cluster): object =>
  origin(team, labels, cluster, layout.teamRuns(cluster.metadata.name, team));

/** The same for the whole cluster. */
export const clusterOrigin = (labels: Labels, cluster: Cluster): object =>
  origin(systemNamespace, labels, cluster, layout.clusterRoot(cluster.metadata.name));

const origin = (namespace: string, labels: Labels, { metadata, spec }: Cluster, path: string): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'slipway-origin', namespace, labels },
  data: {
    cluster: metadata.name,
    path,
    ...(spec.repository && { repository: spec.repository.url, branch: spec.repository.branch }),
  },
});
