import path from 'node:path';
import { options, type ComponentPlan } from '../components/component-plan.ts';
import type { BuiltProgram } from '../programs/build-program.ts';
import type { ReconcilerPlan } from './reconciler.ts';

export const argocdPorts = [
  'redis',
  'repoServer',
  'repoServerMetrics',
  'applicationMetrics',
  'applicationSetProbes',
  'applicationSetWebhook',
  'server',
  'serverMetrics',
] as const;

export interface ArgocdOptions {
  readonly program: BuiltProgram;
  /** Folder for temporary files and what it knows of git servers. */
  readonly directory: string;
  readonly ports: Readonly<Record<(typeof argocdPorts)[number], number>>;
  /** Whom Redis answers. */
  readonly redisPassword: string;
  /** Signs what Argo CD signs. */
  readonly serverKey: string;
}

const namespace = 'argocd';
const partOf = { 'app.kubernetes.io/part-of': 'argocd' };
const accounts = {
  application: 'argocd-application-controller',
  applicationSet: 'argocd-applicationset-controller',
  server: 'argocd-server',
} as const;
const resyncSeconds = 10;

/** Argo CD: what reconciles Applications and ApplicationSets, and its API server, which is told of pushes. */
export function argocdPlan({
  program,
  directory,
  ports,
  redisPassword,
  serverKey,
}: ArgocdOptions): ReconcilerPlan {
  const at = (port: number): string => `127.0.0.1:${String(port)}`;
  const upstream = (...names: readonly string[]): string =>
    path.join(program.manifests, 'manifests', ...names);
  const one = (
    command: string,
    own: Parameters<typeof options>[0],
    ready: ComponentPlan['ready'],
    env: ComponentPlan['env'] = {},
  ): ComponentPlan => ({
    name: command,
    program: program.path,
    args: options({ ...own, loglevel: 'info' }),
    env: {
      ARGOCD_BINARY_NAME: command,
      ARGOCD_GPG_ENABLED: 'false',
      ARGOCD_FAKE_IN_CLUSTER: 'true',
      ARGOCD_TLS_DATA_PATH: path.join(directory, 'tls'),
      ARGOCD_SSH_DATA_PATH: path.join(directory, 'ssh'),
      ARGOCD_GNUPGHOME: path.join(directory, 'gnupg'),
      ARGOCD_ASK_PASS_SOCK: path.join(directory, 'ask-pass.sock'),
      // git asks for passwords by calling `argocd`.
      PATH: [path.dirname(program.path), process.env.PATH].join(path.delimiter),
      REDIS_PASSWORD: redisPassword,
      TMPDIR: path.join(directory, 'tmp'),
      ...env,
    },
    ready,
  });
  const repoServer = { 'repo-server-plaintext': true };

  return {
    namespace,
    serviceAccounts: Object.values(accounts),
    definitions: [upstream('crds')],
    manifests: [
      upstream('base/application-controller-roles'),
      upstream('base/applicationset-controller'),
      upstream('base/config'),
      upstream('base/server'),
      upstream('cluster-rbac/application-controller'),
      upstream('cluster-rbac/applicationset-controller'),
      upstream('cluster-rbac/server'),
    ],
    objects: [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'argocd-secret', namespace, labels: partOf },
        stringData: { 'server.secretkey': serverKey },
      },
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: 'default', namespace },
        spec: {
          sourceRepos: ['*'],
          destinations: [{ server: '*', namespace: '*' }],
          clusterResourceWhitelist: [{ group: '*', kind: '*' }],
        },
      },
    ],
    components: (kubeconfig) => [
      one(
        'argocd-repo-server',
        {
          redis: at(ports.redis),
          address: '127.0.0.1',
          port: ports.repoServer,
          'metrics-address': '127.0.0.1',
          'metrics-port': ports.repoServerMetrics,
          'disable-tls': true,
          'revision-cache-expiration': '2s', // for those who do not tell its API server of pushes
        },
        { url: `http://${at(ports.repoServerMetrics)}/healthz` },
      ),
      one(
        accounts.application,
        {
          ...repoServer,
          namespace,
          redis: at(ports.redis),
          'repo-server': at(ports.repoServer),
          'metrics-port': ports.applicationMetrics, // on all interfaces: it has no option for another address
          'app-resync': resyncSeconds,
          'app-resync-jitter': 0,
        },
        { url: `http://${at(ports.applicationMetrics)}/healthz` },
        { KUBECONFIG: kubeconfig(accounts.application) }, // of the cluster that it takes for its own
      ),
      one(
        accounts.applicationSet,
        {
          ...repoServer,
          namespace,
          'argocd-repo-server': at(ports.repoServer),
          'metrics-addr': '0',
          'probe-addr': at(ports.applicationSetProbes),
          'webhook-addr': at(ports.applicationSetWebhook),
        },
        { port: ports.applicationSetProbes }, // it answers no question there
        { KUBECONFIG: kubeconfig(accounts.applicationSet) },
      ),
      one(
        accounts.server,
        {
          ...repoServer,
          namespace,
          redis: at(ports.redis),
          'repo-server': at(ports.repoServer),
          address: '127.0.0.1',
          port: ports.server,
          'metrics-address': '127.0.0.1',
          'metrics-port': ports.serverMetrics,
          insecure: true, // on the loopback alone
        },
        { url: `http://${at(ports.server)}/healthz` },
        { KUBECONFIG: kubeconfig(accounts.server) },
      ),
    ],
  };
}

/** Redis as Argo CD's cache: in memory only, and for those who know the password. */
export function redisPlan(directory: string, port: number): ComponentPlan {
  return {
    name: 'redis',
    program: 'redis-server',
    args: [path.join(directory, 'redis.conf')],
    ready: { port },
  };
}

export function redisConfiguration(directory: string, port: number, password: string): string {
  return [
    'bind 127.0.0.1',
    `port ${String(port)}`,
    `dir ${directory}`,
    'save ""',
    'appendonly no',
    'maxmemory 256mb',
    'maxmemory-policy allkeys-lru',
    `requirepass ${password}`,
    '',
  ].join('\n');
}
