import { writeFile } from 'node:fs/promises';
import { agentClusterRules, agentNamespaceRules, agentTeamRules } from '@slipway/cluster';
import type { AppliedObject, ClusterClient, ResourceType } from '@slipway/ports';
import { until } from '@slipway/testing';
import { z } from 'zod';

const name = 'slipway-agent';
const namespace = 'slipway-system';
const rbac = 'rbac.authorization.k8s.io';
const apiVersion = `${rbac}/v1`;
const core = (plural: string): ResourceType => ({ group: '', version: 'v1', plural });
const role = (plural: string): ResourceType => ({ group: rbac, version: 'v1', plural });
const subjects = [{ kind: 'ServiceAccount', name, namespace }];

const ofTeams = 'slipway-agent-access';

const objects: readonly (readonly [ResourceType, AppliedObject])[] = [
  [core('namespaces'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }],
  [core('serviceaccounts'), { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }],
  [
    core('secrets'),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/service-account-token',
      metadata: { name, namespace, annotations: { 'kubernetes.io/service-account.name': name } },
    },
  ],
  [role('clusterroles'), { apiVersion, kind: 'ClusterRole', metadata: { name }, rules: agentClusterRules }],
  [
    role('clusterrolebindings'),
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
      subjects,
    },
  ],
  [role('roles'), { apiVersion, kind: 'Role', metadata: { name, namespace }, rules: agentNamespaceRules }],
  [
    role('rolebindings'),
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name, namespace },
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects,
    },
  ],
];

/** As git has it for each team. */
const teamObjects = (team: string): typeof objects => [
  [core('namespaces'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: team } }],
  [
    role('clusterroles'),
    { apiVersion, kind: 'ClusterRole', metadata: { name: ofTeams }, rules: agentTeamRules },
  ],
  [
    role('rolebindings'),
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name: ofTeams, namespace: team },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: ofTeams },
      subjects,
    },
  ],
];

const TokenSecret = z.object({ data: z.object({ token: z.string(), 'ca.crt': z.string() }) });

/** A service account with the rights of an agent and no others, in the namespace of one team. Writes a kubeconfig for it. */
export async function makeAgentIdentity(
  admin: ClusterClient,
  kubeconfig: string,
  team: string,
): Promise<void> {
  for (const [type, object] of [...objects, ...teamObjects(team)])
    await admin.apply(object, { type, force: true });
  const { data } = await until('the token of the service account', async () => {
    const { success, data } = TokenSecret.safeParse(await admin.get(core('secrets'), name, namespace));
    return success && data;
  });
  await writeFile(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'agent',
      clusters: [
        { name: 'agent', cluster: { server: admin.server, 'certificate-authority-data': data['ca.crt'] } },
      ],
      users: [{ name: 'agent', user: { token: Buffer.from(data.token, 'base64').toString() } }],
      contexts: [{ name: 'agent', context: { cluster: 'agent', user: 'agent' } }],
    }),
  );
}
