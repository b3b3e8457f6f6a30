import { layout } from '@slipway/changes';
import { acceleratorResource, type Cluster, type Team } from '@slipway/resources';
import { labels } from '../attempt-manifest.ts';
import { managed } from '../cluster/objects.ts';
import { teamOrigin } from '../cluster/origin.ts';
import { manifestFile, type ManifestFile } from '../manifest-file.ts';
import { sortedByName } from '../sorted-by-name.ts';
import { teamReconciliation } from './team-reconciliation.ts';
import { teamTenancy } from './team-tenancy.ts';

/** Name of the quota in a team's namespace. */
export const quotaName = 'slipway-team';

export interface TeamRequest {
  readonly team: Team;
  readonly cluster: Cluster;
}

/**
 * What a team needs on a cluster. Everywhere its namespace, "restricted" by Pod Security, and its quota when it has one; on
 * Kubernetes also what isolates it from others, and what makes the reconciler apply its runs in its name.
 */
export function renderTeam({ team, cluster }: TeamRequest): readonly ManifestFile[] {
  const { name } = team.metadata;
  const common = { ...sortedByName(team.metadata.labels), ...managed, [labels.team]: name };
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...common, ...podSecurityLabels } },
  };
  const documents = [namespace, ...quota(team, common)];
  const path = layout.teamManifests(cluster.metadata.name, name);
  if (cluster.spec.reconciler === 'local') return [manifestFile(path, documents)];
  return [
    manifestFile(path, [
      ...documents,
      ...teamTenancy(name, common, cluster),
      ...teamReconciliation(name, common, cluster),
    ]),
    manifestFile(layout.teamOrigin(cluster.metadata.name, name), [teamOrigin(name, common, cluster)]),
  ];
}

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const podSecurityLabels = Object.fromEntries(
  ['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, 'restricted'],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]),
);

function quota({ metadata, spec }: Team, common: Readonly<Record<string, string>>): readonly object[] {
  const { cpu, memory, accelerators = {}, runs } = spec.quota ?? {};
  const types: Record<string, string> = {};
  for (const [type, count] of Object.entries(accelerators))
    types[`requests.${acceleratorResource(type)}`] = String(count);
  const hard = {
    ...(cpu !== undefined && { 'requests.cpu': cpu }),
    ...(memory !== undefined && { 'requests.memory': memory }),
    ...sortedByName(types),
    ...(runs !== undefined && { 'count/jobs.batch': String(runs) }),
  };
  if (Object.keys(hard).length === 0) return [];
  return [
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: quotaName, namespace: metadata.name, labels: common },
      spec: { hard },
    },
  ];
}
