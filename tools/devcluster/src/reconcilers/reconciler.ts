import type { KubernetesObject } from '../api/api-client.ts';
import type { ComponentPlan } from '../components/component-plan.ts';

export const reconcilers = ['flux', 'argocd'] as const;
export type Reconciler = (typeof reconcilers)[number];

/** What a reconciler consists of. */
export interface ReconcilerPlan {
  readonly namespace: string;
  /** Names of the service accounts in the namespace that its components call the API server as. */
  readonly serviceAccounts: readonly string[];
  /** Files of custom resource definitions. */
  readonly definitions: readonly string[];
  /** Files of other objects; those that name a namespace, or none, are put into the reconciler's. */
  readonly manifests: readonly string[];
  readonly objects: readonly KubernetesObject[];
  /** @param kubeconfig path of a service account's kubeconfig by its name */
  readonly components: (kubeconfig: (serviceAccount: string) => string) => readonly ComponentPlan[];
}
