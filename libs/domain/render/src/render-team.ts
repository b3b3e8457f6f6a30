import { layout } from '@slipway/changes';
import { acceleratorResource, formatYaml, type Cluster, type Team } from '@slipway/resources';
import { labels, manager } from './attempt-manifest.ts';
import type { ManifestFile } from './manifest-file.ts';
import { sortedByName } from './sorted-by-name.ts';

/** Name of the quota in a team's namespace. */
export const quotaName = 'slipway-team';

/** What a team needs on a cluster: its namespace, "restricted" by Pod Security, and its quota when it has one. */
export function renderTeam({
  team,
  cluster,
}: {
  readonly team: Team;
  readonly cluster: Cluster;
}): ManifestFile {
  const { name } = team.metadata;
  const common = { ...sortedByName(team.metadata.labels), [labels.managedBy]: manager, [labels.team]: name };
  const documents: object[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { ...common, ...podSecurityLabels } } },
  ];
  const hard = quotaOf(team);
  if (Object.keys(hard).length > 0) {
    documents.push({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: quotaName, namespace: name, labels: common },
      spec: { hard },
    });
  }
  return {
    path: layout.teamManifests(cluster.metadata.name, name),
    content: documents.map(formatYaml).join('---\n'),
  };
}

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const podSecurityLabels = Object.fromEntries(
  ['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, 'restricted'],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]),
);

function quotaOf({ spec }: Team): Readonly<Record<string, string>> {
  const { cpu, memory, accelerators = {}, runs } = spec.quota ?? {};
  const types: Record<string, string> = {};
  for (const [type, count] of Object.entries(accelerators))
    types[`requests.${acceleratorResource(type)}`] = String(count);
  return {
    ...(cpu !== undefined && { 'requests.cpu': cpu }),
    ...(memory !== undefined && { 'requests.memory': memory }),
    ...sortedByName(types),
    ...(runs !== undefined && { 'count/jobs.batch': String(runs) }),
  };
}
