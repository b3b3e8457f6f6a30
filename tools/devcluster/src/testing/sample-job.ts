import { stringify } from 'yaml';
import type { KubernetesObject } from '../api/api-client.ts';
import { script } from './pods.ts';

/** The manifest of a Job whose pod ends with success at once. */
export function sampleJob(namespace: string, name: string): string {
  return stringify({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { labels: { app: name } },
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'main', image: 'none', ...script('echo reconciled') }],
        },
      },
    },
  });
}

/** A role that lets a service account of the reconciler's namespace manage Jobs of another namespace, and nothing else. */
export function jobManager(
  namespace: string,
  account: { readonly name: string; readonly namespace: string },
): readonly KubernetesObject[] {
  const rbac = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { name: 'job-manager', namespace },
      rules: [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['*'] }],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'job-manager', namespace },
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'job-manager' },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    },
  ];
}
