import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { clusterStatusEndpoints, type Run } from '@slipway/contracts';
import { startDevCluster, type DevCluster, type NodeSpecification } from '@slipway/devcluster';
import { until } from '@slipway/testing';
import { ClusterApi, type KubernetesObject } from './cluster-api.ts';
import { objectsIn } from './objects.ts';
import type { SlipwayPlatform } from './slipway-platform.ts';
import { Wire } from './wire.ts';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown */
const outOfService = {
  key: 'node.kubernetes.io/out-of-service',
  value: 'nodeshutdown',
  effect: 'NoExecute',
};

export type Reconciler = 'flux' | 'argocd';

export interface SlipwayClusterOptions {
  /** Whether the agent tells the reconciler of pushes; it does when left out. */
  readonly wake?: boolean;
  readonly nodes?: readonly NodeSpecification[];
  /** Folder of programs that pods find. */
  readonly programs?: string;
  /** The image of Slipway, as the cluster names it. */
  readonly slipwayImage?: string;
}

/** What Argo CD and the agent know each other by. */
const webhookSecret = randomBytes(24).toString('hex');

const repository = path.resolve(import.meta.dirname, '../../../..');
const node = ['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'];
const minutes = 60_000;

/**
 * A real cluster that Slipway's commits are reconciled onto: a control plane with Flux or Argo CD that was bootstrapped as users do it, and the
 * agent as a process. Both reach Slipway over wires that can be cut.
 */
export class SlipwayCluster {
  readonly name: string;
  readonly reconciler: Reconciler;
  readonly platform: SlipwayPlatform;
  readonly cluster: DevCluster;
  readonly admin: ClusterApi;
  /** From the reconciler to the environment repository. */
  readonly toGit: Wire;
  /** From the agent to the scheduler. */
  readonly toScheduler: Wire;
  readonly #directory: string;
  readonly #wake: boolean;
  #agent: ChildProcess | undefined;

  private constructor(fields: {
    readonly name: string;
    readonly reconciler: Reconciler;
    readonly platform: SlipwayPlatform;
    readonly cluster: DevCluster;
    readonly admin: ClusterApi;
    readonly toGit: Wire;
    readonly toScheduler: Wire;
    readonly directory: string;
    readonly wake: boolean;
  }) {
    this.name = fields.name;
    this.reconciler = fields.reconciler;
    this.platform = fields.platform;
    this.cluster = fields.cluster;
    this.admin = fields.admin;
    this.toGit = fields.toGit;
    this.toScheduler = fields.toScheduler;
    this.#directory = fields.directory;
    this.#wake = fields.wake;
  }

  /** Starts one on a directory of its own, and waits until it has applied what it was given. */
  static async start(
    platform: SlipwayPlatform,
    name: string,
    reconciler: Reconciler,
    directory: string,
    { wake = true, nodes, programs, slipwayImage }: SlipwayClusterOptions = {},
  ): Promise<SlipwayCluster> {
    const cluster = await startDevCluster({
      name,
      directory: path.join(directory, name),
      reconcilers: [reconciler],
      ...(nodes && { nodes }),
      nodeMonitorGraceSeconds: 10,
      unreachableTolerationSeconds: 2,
      ...(programs === undefined ? {} : { programs }),
    });
    const made = new SlipwayCluster({
      name,
      reconciler,
      platform,
      cluster,
      admin: await ClusterApi.open(cluster.kubeconfig),
      toGit: await Wire.to(platform.repository.port),
      toScheduler: await Wire.to(platform.port),
      directory: path.join(directory, name),
      wake,
    });
    try {
      await made.#connect(slipwayImage);
      await made.startAgent();
      await made.untilApplied();
    } catch (error) {
      await made.stop();
      throw error;
    }
    return made;
  }

  get team(): string {
    return this.platform.team;
  }

  /** The agent reads the cluster as its own account, with no other right. */
  async startAgent(): Promise<void> {
    const kubeconfig = path.join(this.#directory, 'agent.kubeconfig');
    await writeFile(kubeconfig, await this.#kubeconfigOf('slipway-agent'), { mode: 0o600 });
    const agent = spawn(process.execPath, [...node, path.join(repository, 'apps/agent/src/main.ts')], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        PATH: process.env.PATH,
        SLIPWAY_URL: this.toScheduler.url,
        SLIPWAY_TOKEN: await this.#agentToken(),
        SLIPWAY_CLUSTER: this.name,
        SLIPWAY_DATA: path.join(this.#directory, 'agent'),
        SLIPWAY_RUNTIME: 'kubernetes',
        SLIPWAY_KUBECONFIG: kubeconfig,
        SLIPWAY_RECONCILER: this.reconciler,
        SLIPWAY_RECONCILER_NAMESPACE: this.reconciler === 'flux' ? 'slipway-system' : 'argocd',
        SLIPWAY_LOG_LEVEL: process.env.SLIPWAY_TEST_LOG ?? 'error',
        ...(await this.#hook()),
      },
    });
    this.#agent = agent;
  }

  async killAgent(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    if (agent?.exitCode !== null) return;
    agent.kill('SIGKILL');
    await once(agent, 'exit');
  }

  /** Waits until the run has ended so, its manifest is no longer in git and its Jobs no longer on the cluster. */
  async untilRetired(name: string, state: Run['state']): Promise<Run> {
    const found = await this.platform.untilRetired(name, state);
    await this.untilPruned(name);
    return found;
  }

  async untilPruned(name: string): Promise<void> {
    await until(
      `the Jobs of ${name} are pruned`,
      async () => (await this.jobsOf(name)).length === 0,
      3 * minutes,
    );
  }

  jobsOf(runName: string): Promise<readonly KubernetesObject[]> {
    return this.admin.list(
      `/apis/batch/v1/namespaces/${this.team}/jobs?labelSelector=${encodeURIComponent(`slipway.dev/run=${runName}`)}`,
    );
  }

  podsOf(runName: string): Promise<readonly KubernetesObject[]> {
    return this.admin.list(
      `/api/v1/namespaces/${this.team}/pods?labelSelector=${encodeURIComponent(`slipway.dev/run=${runName}`)}`,
    );
  }

  /** Names of all pods that were ever made for a run, from the events of its Jobs. */
  async podsEverOf(runName: string): Promise<ReadonlySet<string>> {
    interface Event {
      readonly reason: string;
      readonly message: string;
      readonly involvedObject: { readonly kind: string; readonly name: string };
    }
    const events = await this.admin.list<Event>(`/api/v1/namespaces/${this.team}/events`);
    const created = events.filter(
      ({ reason, involvedObject }) =>
        reason === 'SuccessfulCreate' &&
        involvedObject.kind === 'Job' &&
        involvedObject.name.startsWith(runName),
    );
    return new Set(created.map(({ message }) => message));
  }

  /** What an administrator, or the provider, does about a machine that is off for certain: Kubernetes gives up what ran there. */
  async declareOff(nodeName: string, off = true): Promise<void> {
    const at = `/api/v1/nodes/${nodeName}`;
    const found = await this.admin.get<
      KubernetesObject & { readonly spec: { readonly taints?: readonly Taint[] } }
    >(at);
    const others = (found?.spec.taints ?? []).filter(({ key }) => key !== outOfService.key);
    await this.admin.patch(at, { spec: { taints: off ? [...others, outOfService] : others } });
  }

  /** Waits until the reconciler has applied what is at the head of the environment repository. */
  async untilApplied(): Promise<void> {
    await until(
      'the reconciler has applied the head of the repository',
      async () => {
        const status = await this.platform.client
          .call(clusterStatusEndpoints.getClusterStatus, { params: { cluster: this.name } })
          .catch(() => undefined);
        const { reconciler } = status ?? {};
        return (
          reconciler?.ready === true &&
          reconciler.appliedRevision?.includes(await this.platform.head()) === true
        );
      },
      5 * minutes,
    );
  }

  async stop(): Promise<void> {
    await this.killAgent();
    this.admin.close();
    await this.cluster.stop();
    await this.toGit[Symbol.asyncDispose]();
    await this.toScheduler[Symbol.asyncDispose]();
  }

  async #connect(slipwayImage: string | undefined): Promise<void> {
    if (this.reconciler === 'argocd') await this.#configureArgocd();
    await this.platform.slipway(
      ...['cluster', 'add', this.name, '--provider', 'onprem', '--reconciler', this.reconciler],
      ...['--repository-url', `${this.toGit.url}${this.platform.repository.path}`],
      ...(slipwayImage === undefined ? [] : ['--slipway-image', slipwayImage]),
    );
    await this.admin.applyAll(await this.platform.slipway('cluster', 'bootstrap', this.name));
  }

  /** As users install it: with the settings of the template. */
  async #configureArgocd(): Promise<void> {
    const file = path.join(repository, 'gitops/argocd/argocd-cm.yaml');
    for (const { metadata, data } of objectsIn(await readFile(file, 'utf8')))
      await this.admin.patch(`/api/v1/namespaces/argocd/configmaps/${metadata.name}`, { data });
    const secret = Buffer.from(webhookSecret).toString('base64');
    await this.admin.patch('/api/v1/namespaces/argocd/secrets/argocd-secret', {
      data: { 'webhook.github.secret': secret },
    });
  }

  /** The password of the bootstrap is the cluster's token: it also speaks for its agent. */
  async #agentToken(): Promise<string> {
    return await this.#secret(
      this.reconciler === 'flux'
        ? '/api/v1/namespaces/slipway-system/secrets/environment'
        : '/api/v1/namespaces/argocd/secrets/slipway-environment',
      'password',
    );
  }

  async #secret(at: string, key: string): Promise<string> {
    const secret = await this.admin.get<{ readonly data: Readonly<Record<string, string>> }>(at);
    return Buffer.from(secret?.data[key] ?? '', 'base64').toString();
  }

  async #hook(): Promise<Readonly<Record<string, string>>> {
    const ports = JSON.parse(await readFile(path.join(this.cluster.directory, 'ports.json'), 'utf8')) as {
      readonly notificationReceivers?: number;
      readonly server?: number;
    };
    if (!this.#wake) return {};
    if (this.reconciler === 'argocd')
      return {
        SLIPWAY_RECONCILER_URL: `http://127.0.0.1:${String(ports.server)}`,
        SLIPWAY_RECONCILER_TOKEN: webhookSecret,
      };
    return {
      SLIPWAY_RECONCILER_URL: `http://127.0.0.1:${String(ports.notificationReceivers)}`,
      SLIPWAY_RECONCILER_TOKEN: await this.#secret(
        '/api/v1/namespaces/slipway-system/secrets/environment-receiver',
        'token',
      ),
    };
  }

  async #kubeconfigOf(account: string): Promise<string> {
    const request = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 86_400 },
    };
    const { status } = (await this.admin.create(
      `/api/v1/namespaces/slipway-system/serviceaccounts/${account}/token`,
      request,
    )) as unknown as { readonly status: { readonly token: string } };
    const admin = await readFile(this.cluster.kubeconfig, 'utf8');
    return admin.replace(
      / {6}client-certificate-data: .*\n {6}client-key-data: .*\n/,
      `      token: ${status.token}\n`,
    );
  }
}
