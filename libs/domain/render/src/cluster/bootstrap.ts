import { servingRules } from '../serving.ts';
import { agentClusterRules, agentNamespaceRules, agentTeamRules } from '@slipway/cluster';
import { formatYaml, type Cluster } from '@slipway/resources';
import {
  agentAccount,
  agentTeamRole,
  argocdNamespace,
  environmentName,
  platformAccount,
  systemNamespace,
  teamRoles,
} from './identities.ts';
import { managed, read, role, roleBinding, serviceAccount, serviceAccountSubject, write } from './objects.ts';
import { clusterReconciliation } from './cluster-reconciliation.ts';

/** What the reconciler of a cluster signs in to the environment repository with. */
export interface RepositoryCredentials {
  readonly username: string;
  readonly password: string;
  /** Whoever knows it may wake the reconciler. At least 16 random characters. */
  readonly wakeToken: string;
}

/**
 * What is applied to a cluster once, by a person with the rights of an administrator: it makes the reconciler read the environment
 * repository. The secrets in it are nowhere else; all other objects are kept as git has them from then on.
 */
export function renderBootstrap(cluster: Cluster, credentials: RepositoryCredentials): string {
  const documents = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace, labels: managed } },
    ...secrets(cluster, credentials),
    serviceAccount({ name: platformAccount, namespace: systemNamespace, labels: managed }),
    role({ name: platformAccount, labels: managed }, platformRules),
    roleBinding(
      { name: platformAccount, labels: managed },
      serviceAccountSubject(systemNamespace, platformAccount),
    ),
    ...agentObjects,
    ...clusterReconciliation(cluster, managed),
  ];
  return documents.map(formatYaml).join('---\n');
}

function secrets(
  { spec }: Cluster,
  { username, password, wakeToken }: RepositoryCredentials,
): readonly object[] {
  const secret = (metadata: object, stringData: object): object => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata,
    type: 'Opaque',
    stringData,
  });
  if (spec.reconciler === 'argocd') {
    return [
      secret(
        {
          name: `slipway-${environmentName}`,
          namespace: argocdNamespace,
          labels: { ...managed, 'argocd.argoproj.io/secret-type': 'repository' },
        },
        { type: 'git', url: spec.repository?.url, username, password },
      ),
    ];
  }
  return [
    secret({ name: environmentName, namespace: systemNamespace, labels: managed }, { username, password }),
    secret(
      { name: `${environmentName}-receiver`, namespace: systemNamespace, labels: managed },
      { token: wakeToken },
    ),
  ];
}

/**
 * The account of the agent, which reads the cluster and writes the lease by which one of its replicas leads; and the role that it
 * has in the namespaces of teams, where git binds it.
 */
const agentObjects = [
  serviceAccount({ name: agentAccount, namespace: systemNamespace, labels: managed }),
  role({ name: agentAccount, labels: managed }, agentClusterRules),
  roleBinding({ name: agentAccount, labels: managed }, serviceAccountSubject(systemNamespace, agentAccount)),
  role({ name: agentTeamRole, labels: managed }, agentTeamRules),
  role({ name: agentAccount, namespace: systemNamespace, labels: managed }, agentNamespaceRules),
  roleBinding(
    { name: agentAccount, namespace: systemNamespace, labels: managed },
    serviceAccountSubject(systemNamespace, agentAccount),
  ),
];

/**
 * What the platform's account writes: the objects of clusters and teams that Slipway renders. It holds what it gives to others,
 * since the API server lets nobody give more than they have; or may bind it, as the role of the agent.
 */
const platformRules = [
  {
    apiGroups: [''],
    resources: ['configmaps', 'limitranges', 'namespaces', 'resourcequotas', 'serviceaccounts'],
    verbs: write,
  },
  { apiGroups: [''], resources: ['events', 'pods', 'pods/log'], verbs: read },
  {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: ['validatingadmissionpolicies', 'validatingadmissionpolicybindings'],
    verbs: write,
  },
  { apiGroups: ['argoproj.io'], resources: ['applications', 'appprojects'], verbs: write },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: write },
  { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], verbs: write },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: write },
  { apiGroups: ['notification.toolkit.fluxcd.io'], resources: ['receivers'], verbs: write },
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings', 'roles'], verbs: write },
  {
    // Flux rehearses a binding before the role that it binds is there, and nobody could say then what it gives.
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['roles'],
    verbs: ['bind'],
    resourceNames: Object.values(teamRoles),
  },
  {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['clusterroles'],
    verbs: ['bind'],
    resourceNames: [agentTeamRole],
  },
  { apiGroups: ['source.toolkit.fluxcd.io'], resources: ['gitrepositories'], verbs: write },
  ...servingRules(write),
];
