import path from 'node:path';
import type { KubernetesObject } from '../api/api-client.ts';
import { options, type ComponentPlan } from '../components/component-plan.ts';
import type { BuiltProgram } from '../programs/build-program.ts';
import type { ReconcilerPlan } from './reconciler.ts';

export const fluxPorts = [
  'sourceArtifacts',
  'sourceHealth',
  'kustomizeHealth',
  'notificationEvents',
  'notificationReceivers',
  'notificationHealth',
] as const;

export interface FluxOptions {
  readonly programs: {
    readonly source: BuiltProgram;
    readonly kustomize: BuiltProgram;
    readonly notification: BuiltProgram;
  };
  /** Folder for artifacts and temporary files. */
  readonly directory: string;
  readonly ports: Readonly<Record<(typeof fluxPorts)[number], number>>;
}

const namespace = 'flux-system';
const role = 'flux-controllers';
const serviceAccounts = ['source-controller', 'kustomize-controller', 'notification-controller'] as const;

/** Flux's controllers, as for many tenants: no reference leaves a namespace, nothing is applied but as a service account. */
export function fluxPlan({ programs, directory, ports }: FluxOptions): ReconcilerPlan {
  const at = (port: number): string => `127.0.0.1:${String(port)}`;
  const events = `http://${at(ports.notificationEvents)}/`;
  const controller = (
    name: (typeof serviceAccounts)[number],
    program: BuiltProgram,
    health: number,
    kubeconfig: string,
    own: Parameters<typeof options>[0],
  ): ComponentPlan => ({
    name,
    program: program.path,
    args: options({
      ...own,
      'health-addr': at(health),
      'metrics-addr': '0',
      'enable-leader-election': false,
      'watch-all-namespaces': true,
    }),
    env: { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: namespace, TMPDIR: path.join(directory, 'tmp') },
    ready: { url: `http://${at(health)}/readyz` },
  });

  return {
    namespace,
    serviceAccounts,
    definitions: [
      path.join(programs.source.manifests, 'config/crd/bases'),
      path.join(programs.kustomize.manifests, 'config/crd/bases'),
      path.join(programs.notification.manifests, 'config/crd/bases'),
    ],
    manifests: [],
    objects: accessRules,
    components: (kubeconfig) => [
      controller('source-controller', programs.source, ports.sourceHealth, kubeconfig('source-controller'), {
        'storage-path': path.join(directory, 'artifacts'),
        'storage-addr': at(ports.sourceArtifacts),
        'storage-adv-addr': at(ports.sourceArtifacts),
        'events-addr': events,
      }),
      controller(
        'kustomize-controller',
        programs.kustomize,
        ports.kustomizeHealth,
        kubeconfig('kustomize-controller'),
        {
          'events-addr': events,
          'no-cross-namespace-refs': true,
          'no-remote-bases': true,
          'default-service-account': 'default',
          'requeue-dependency': '2s',
        },
      ),
      controller(
        'notification-controller',
        programs.notification,
        ports.notificationHealth,
        kubeconfig('notification-controller'),
        {
          'events-addr': at(ports.notificationEvents),
          receiverAddr: at(ports.notificationReceivers),
          'no-cross-namespace-refs': true,
        },
      ),
    ],
  };
}

const subject = (name: string) => ({ kind: 'ServiceAccount', name, namespace });

/** What Flux's own installation lets its controllers do: the kustomize-controller alone may do all, to become anybody. */
const accessRules: readonly KubernetesObject[] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: role },
    rules: [
      {
        apiGroups: ['source', 'kustomize', 'notification', 'helm', 'image'].map(
          (each) => `${each}.toolkit.fluxcd.io`,
        ),
        resources: ['*'],
        verbs: ['*'],
      },
      {
        apiGroups: [''],
        resources: ['namespaces', 'secrets', 'configmaps', 'serviceaccounts'],
        verbs: ['get', 'list', 'watch'],
      },
      { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      { nonResourceURLs: ['/livez/ping'], verbs: ['head'] },
    ],
  },
  binding(role, role, serviceAccounts),
  binding('flux-reconciler', 'cluster-admin', ['kustomize-controller']),
];

function binding(name: string, clusterRole: string, accounts: readonly string[]): KubernetesObject {
  const object = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: clusterRole },
    subjects: accounts.map(subject),
  };
  return object;
}
