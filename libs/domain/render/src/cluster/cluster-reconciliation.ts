import path from 'node:path/posix';
import { layout } from '@slipway/changes';
import type { Cluster } from '@slipway/resources';
import { argocdApplication, argocdProject, type GroupKind } from './argocd.ts';
import { fluxKustomization, fluxReceiver, fluxRepository } from './flux.ts';
import { argocdNamespace, platformAccount, systemNamespace } from './identities.ts';

type Labels = Readonly<Record<string, string>>;

/** The folders of a cluster that the reconciler applies as the platform's account, in the order they need. */
function folders(cluster: Cluster): readonly { readonly name: string; readonly path: string }[] {
  const root = layout.clusterRoot(cluster.metadata.name);
  return [
    { name: 'slipway-reconciler', path: path.dirname(layout.clusterReconciler(cluster.metadata.name)) },
    { name: 'slipway-platform', path: path.dirname(layout.clusterPlatform(cluster.metadata.name)) },
    { name: 'slipway-teams', path: `${root}/teams` },
  ];
}

/** The entry point: what a person applies once, and what the reconciler then keeps as git has it, itself included. */
export function clusterReconciliation(cluster: Cluster, labels: Labels): readonly object[] {
  return cluster.spec.reconciler === 'flux' ? fluxEntry(cluster, labels) : argocdEntry(cluster, labels);
}

function fluxEntry(cluster: Cluster, labels: Labels): readonly object[] {
  return [
    fluxRepository(cluster, labels),
    fluxReceiver(labels),
    ...folders(cluster).map(({ name, path: folder }, index, all) =>
      fluxKustomization({
        name,
        labels,
        path: folder,
        account: platformAccount,
        dependsOn: all.slice(Math.max(0, index - 1), index).map((before) => before.name),
        ...(name === 'slipway-platform' && { wait: true, healthCheckExprs: [policyHealth] }),
      }),
    ),
  ];
}

/** A policy whose expressions do not fit the types of what they judge would let everything pass or nothing. */
const policyHealth = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  failed: 'has(status.typeChecking) && has(status.typeChecking.expressionWarnings)',
  current: 'has(status.observedGeneration) && status.observedGeneration == metadata.generation',
};

function argocdEntry(cluster: Cluster, labels: Labels): readonly object[] {
  const project = platformAccount;
  return [
    argocdProject({
      name: project,
      labels,
      cluster,
      description: 'What Slipway needs on this cluster, and its teams',
      destinations: [{ namespace: '*', account: platformAccount }],
      clusterKinds: platformClusterKinds,
      namespaceKinds: platformNamespaceKinds,
    }),
    ...folders(cluster).map(({ name, path: folder }) =>
      argocdApplication({
        name,
        labels,
        cluster,
        path: folder,
        namespace: name === 'slipway-reconciler' ? argocdNamespace : systemNamespace,
        project,
      }),
    ),
  ];
}

const platformClusterKinds: readonly GroupKind[] = [
  { group: '', kind: 'Namespace' },
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingAdmissionPolicy' },
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingAdmissionPolicyBinding' },
];

const platformNamespaceKinds: readonly GroupKind[] = [
  { group: '', kind: 'ConfigMap' },
  { group: '', kind: 'LimitRange' },
  { group: '', kind: 'ResourceQuota' },
  { group: '', kind: 'ServiceAccount' },
  { group: 'argoproj.io', kind: 'Application' },
  { group: 'argoproj.io', kind: 'AppProject' },
  { group: 'networking.k8s.io', kind: 'NetworkPolicy' },
  { group: 'rbac.authorization.k8s.io', kind: 'Role' },
  { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding' },
];
