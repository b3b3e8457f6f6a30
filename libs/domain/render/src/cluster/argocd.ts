import type { Cluster } from '@slipway/resources';
import { argocdNamespace, systemNamespace } from './identities.ts';

type Labels = Readonly<Record<string, string>>;

/** The cluster that Argo CD itself runs on. */
const server = 'https://kubernetes.default.svc';

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** Where Applications of a project may write, and as whom. */
export interface ArgocdDestination {
  /** A namespace, or `*`. */
  readonly namespace: string;
  /** Service account in the system namespace that Argo CD acts as. */
  readonly account: string;
}

export interface ArgocdProject {
  readonly name: string;
  readonly labels: Labels;
  readonly cluster: Cluster;
  readonly description: string;
  readonly destinations: readonly ArgocdDestination[];
  readonly clusterKinds: readonly GroupKind[];
  readonly namespaceKinds: readonly GroupKind[];
}

/** What a set of Applications may read, where they may write, what, and as whom. */
export function argocdProject({
  name,
  labels,
  cluster,
  description,
  destinations,
  clusterKinds,
  namespaceKinds,
}: ArgocdProject): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: argocdNamespace, labels },
    spec: {
      description,
      sourceRepos: [cluster.spec.repository?.url],
      destinations: destinations.map(({ namespace }) => ({ server, namespace })),
      destinationServiceAccounts: destinations.map(({ namespace, account }) => ({
        server,
        namespace,
        defaultServiceAccount: `${systemNamespace}:${account}`,
      })),
      clusterResourceWhitelist: clusterKinds,
      namespaceResourceWhitelist: namespaceKinds,
    },
  };
}

export interface ArgocdApplication {
  readonly name: string;
  readonly labels: Labels;
  readonly cluster: Cluster;
  /** Folder of the environment repository; everything below it is applied. */
  readonly path: string;
  readonly namespace: string;
  /** Defaults to `name`. */
  readonly project?: string;
}

/** Applies a folder, heals what was changed by hand, and removes what is no longer in git. */
export function argocdApplication({
  name,
  labels,
  cluster,
  path,
  namespace,
  project = name,
}: ArgocdApplication): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: argocdNamespace, labels },
    spec: {
      project,
      source: {
        repoURL: cluster.spec.repository?.url,
        targetRevision: cluster.spec.repository?.branch,
        path,
        directory: { recurse: true },
      },
      destination: { server, namespace },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['ServerSideApply=true', 'FailOnSharedResource=true'],
        // Without refresh it would go on trying the commit that failed, and never see the one that mends it.
        retry: { limit: -1, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '1m' } },
      },
    },
  };
}
