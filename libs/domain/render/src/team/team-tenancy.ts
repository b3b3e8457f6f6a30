import type { Cluster } from '@slipway/resources';
import {
  agentAccount,
  agentTeamRole,
  systemNamespace,
  teamAccount,
  teamGroup,
  teamRoles,
} from '../cluster/identities.ts';
import { read, role, roleBinding, serviceAccount, serviceAccountSubject, write } from '../cluster/objects.ts';
import { servingRules } from '../serving.ts';

type Labels = Readonly<Record<string, string>>;

/** What isolates a team from others on a Kubernetes cluster, its own namespace and quota aside. */
export function teamTenancy(team: string, labels: Labels, { spec }: Cluster): readonly object[] {
  const { access, gateway } = spec;
  const inNamespace = (name: string): { name: string; namespace: string; labels: Labels } => ({
    name,
    namespace: team,
    labels,
  });
  const account = teamAccount(team);
  return [
    limitRange(inNamespace('slipway-team')),
    networkPolicy(inNamespace('slipway-team'), gateway && (gateway.proxyNamespace ?? gateway.namespace)),
    serviceAccount({ name: account, namespace: systemNamespace, labels }),
    // What Slipway renders for runs and nothing more: no pods, no roles, nothing of the cluster.
    role(inNamespace(teamRoles.reconciler), [
      { apiGroups: [''], resources: ['configmaps'], verbs: write },
      { apiGroups: ['batch'], resources: ['jobs'], verbs: write },
      ...(gateway ? servingRules(write) : []),
    ]),
    roleBinding(inNamespace(teamRoles.reconciler), serviceAccountSubject(systemNamespace, account)),
    ...(access === 'secret'
      ? [
          roleBinding(
            inNamespace(agentTeamRole),
            serviceAccountSubject(systemNamespace, agentAccount),
            'ClusterRole',
          ),
        ]
      : []),
    // People look; what they want to change they change in the environment repository.
    role(inNamespace(teamRoles.viewer), [
      {
        apiGroups: [''],
        resources: ['configmaps', 'events', 'limitranges', 'pods', 'pods/log', 'resourcequotas'],
        verbs: read,
      },
      { apiGroups: ['batch'], resources: ['jobs'], verbs: read },
      ...(gateway ? servingRules(read) : []),
    ]),
    roleBinding(inNamespace(teamRoles.viewer), {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'Group',
      name: teamGroup(team),
    }),
  ];
}

/** Containers that ask for nothing count for little in the quota, which takes none without requests. */
const limitRange = (metadata: object): object => ({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata,
  spec: { limits: [{ type: 'Container', defaultRequest: { cpu: '100m', memory: '128Mi' } }] },
});

const inNamespaceOf = (name: string): object => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

/**
 * Pods of the team reach each other, DNS, and what lies outside, but no metadata service of a cloud, which would hand them the
 * rights of their node. Nobody else reaches them but the proxies of the gateway, where there is one.
 */
const networkPolicy = (metadata: object, proxies: string | undefined): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata,
  spec: {
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [{ podSelector: {} }, ...(proxies === undefined ? [] : [inNamespaceOf(proxies)])] }],
    egress: [
      { to: [{ podSelector: {} }] },
      {
        to: [inNamespaceOf('kube-system')],
        ports: [
          { protocol: 'UDP', port: 53 },
          { protocol: 'TCP', port: 53 },
        ],
      },
      {
        to: [
          { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } },
          { ipBlock: { cidr: '::/0', except: ['fd00:ec2::254/128', 'fe80::/10'] } },
        ],
      },
    ],
  },
});
