import type { PolicyRule } from '@slipway/cluster';
import { labels, manager } from '../attempt-manifest.ts';

export const read = ['get', 'list', 'watch'] as const;
export const write = [...read, 'create', 'update', 'patch', 'delete'] as const;

/** The label of everything that Slipway renders. */
export const managed = { [labels.managedBy]: manager } as const;

interface Named {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A Role, or a ClusterRole when it has no namespace. */
export const role = (metadata: Named, rules: readonly PolicyRule[]): object => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: metadata.namespace === undefined ? 'ClusterRole' : 'Role',
  metadata,
  rules,
});

/** Gives the role of the same name to one subject: one of the same place, unless `kind` says ClusterRole. */
export const roleBinding = (
  metadata: Named,
  subject: object,
  kind: 'Role' | 'ClusterRole' = metadata.namespace === undefined ? 'ClusterRole' : 'Role',
): object => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: metadata.namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
  metadata,
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata.name },
  subjects: [subject],
});

export const serviceAccount = (metadata: Named): object => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata,
  automountServiceAccountToken: false,
});

export const serviceAccountSubject = (namespace: string, name: string): object => ({
  kind: 'ServiceAccount',
  namespace,
  name,
});
