import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  clusterStatusEndpoints,
  createClient,
  resourceEndpoints,
  runEndpoints,
  type Client,
  type Run,
} from '@slipway/contracts';
import { startDevCluster, type DevCluster } from '@slipway/devcluster';
import { startSlipway, until, type SlipwayServer } from '@slipway/testing';
import { ClusterApi, type KubernetesObject } from './cluster-api.ts';
import { objectsIn } from './objects.ts';

export type Reconciler = 'flux' | 'argocd';

const run = promisify(execFile);
const repository = path.resolve(import.meta.dirname, '../../../..');
const node = ['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'];
const minutes = 60_000;

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * All of Slipway on a real cluster: scheduler and committer as one process, the agent as another, and a control plane with Flux or Argo CD that
 * was bootstrapped as users do it. Each part can be killed and started again.
 */
export class SlipwayCluster {
  readonly name = 'dev';
  readonly team = 'vision';
  readonly reconciler: Reconciler;
  readonly cluster: DevCluster;
  readonly admin: ClusterApi;
  readonly #directory: string;
  readonly #port: number;
  #server: SlipwayServer | undefined;
  #agent: ChildProcess | undefined;
  #pusher: string | undefined;

  private constructor(
    reconciler: Reconciler,
    cluster: DevCluster,
    admin: ClusterApi,
    directory: string,
    port: number,
  ) {
    this.reconciler = reconciler;
    this.cluster = cluster;
    this.admin = admin;
    this.#directory = directory;
    this.#port = port;
  }

  /** Starts everything and waits until the cluster has applied what it was given. */
  static async start(reconciler: Reconciler, directory: string): Promise<SlipwayCluster> {
    const cluster = await startDevCluster({
      name: reconciler,
      directory: path.join(directory, 'cluster'),
      reconcilers: [reconciler],
      nodeMonitorGraceSeconds: 10,
      unreachableTolerationSeconds: 2,
    });
    const admin = await ClusterApi.open(cluster.kubeconfig);
    const made = new SlipwayCluster(reconciler, cluster, admin, directory, await freePort());
    try {
      await made.startServer();
      await made.#connect();
      await made.startAgent();
      await made.untilApplied();
    } catch (error) {
      await made.stop();
      throw error;
    }
    return made;
  }

  get client(): Client {
    return createClient({ url: this.url, token: this.#token });
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  #token = '';

  async startServer(): Promise<void> {
    const data = path.join(this.#directory, 'slipway');
    const port = String(this.#port);
    this.#server = await startSlipway('scheduler', data, { args: ['committer', '--port', port] });
    const connection = await readFile(path.join(data, 'connection.json'), 'utf8');
    this.#token = (JSON.parse(connection) as { token: string }).token;
  }

  async killServer(): Promise<void> {
    await this.#server?.kill();
    this.#server = undefined;
  }

  /** The agent reads the cluster as its own account, with no other right. */
  async startAgent(): Promise<void> {
    const data = path.join(this.#directory, 'agent');
    const kubeconfig = path.join(this.#directory, 'agent.kubeconfig');
    await writeFile(kubeconfig, await this.#kubeconfigOf('slipway-agent'), { mode: 0o600 });
    const agent = spawn(process.execPath, [...node, path.join(repository, 'apps/agent/src/main.ts')], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        PATH: process.env.PATH,
        SLIPWAY_URL: this.url,
        SLIPWAY_TOKEN: await this.#agentToken(),
        SLIPWAY_CLUSTER: this.name,
        SLIPWAY_DATA: data,
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

  /** Applies a Job of the team that runs a shell script, and returns the name of its run. */
  async runJob(name: string, script: string, spec: object = {}): Promise<string> {
    const job = {
      apiVersion: 'slipway.dev/v1',
      kind: 'Job',
      metadata: { name, team: this.team },
      spec: {
        image: 'docker.io/library/busybox:1',
        command: ['sh', '-c', script],
        resources: { cpu: '100m', memory: '64Mi' },
        ...spec,
      },
    };
    const { resources } = await this.client.call(resourceEndpoints.apply, {
      body: { documents: [{ file: 'job.yaml', text: JSON.stringify(job) }] },
    });
    return resources[0]?.run ?? '';
  }

  getRun(name: string): Promise<Run> {
    return this.client.call(runEndpoints.getRun, { params: { team: this.team, run: name } });
  }

  /** The run when it is in the state. */
  untilRun(name: string, state: Run['state']): Promise<Run> {
    return until(
      `run ${name} is ${state}`,
      async () => {
        const found = await this.getRun(name).catch(() => undefined);
        if (found?.state === state) return found;
        if (found && ['succeeded', 'failed', 'cancelled'].includes(found.state))
          throw new Error(`run ${name} is ${found.state}: ${found.reason ?? ''}`);
        return undefined;
      },
      3 * minutes,
    );
  }

  /** Waits until the run has ended so, its manifest is no longer in git and its Job no longer on the cluster. */
  async untilRetired(name: string, state: Run['state']): Promise<Run> {
    await this.untilRun(name, state);
    const found = await until(
      `run ${name} is retired`,
      async () => {
        const now = await this.getRun(name);
        return now.retiredBy !== undefined && now;
      },
      minutes,
    );
    await until(
      `the Jobs of ${name} are pruned`,
      async () => (await this.jobsOf(name)).length === 0,
      3 * minutes,
    );
    return found;
  }

  /** The log of the first process of its newest attempt. */
  async logOf(name: string): Promise<string> {
    const chunks: Uint8Array[] = [];
    const log = this.client.bytes(runEndpoints.runLogs, {
      params: { team: this.team, run: name },
      query: {},
    });
    for await (const chunk of log) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  async cancel(name: string): Promise<void> {
    await this.client.call(runEndpoints.cancelRun, { params: { team: this.team, run: name }, body: {} });
  }

  /** Waits until the history of the run has a message like this. */
  async untilEvent(name: string, message: RegExp): Promise<void> {
    const events = this.client.events(runEndpoints.watchRuns, {
      params: { team: this.team },
      query: { run: name },
      signal: AbortSignal.timeout(3 * minutes),
    });
    for await (const { data } of events) if (message.test(data.message)) return;
  }

  /** URL of the environment repository for somebody who may push. */
  async pushUrl(): Promise<string> {
    this.#pusher ??= (await this.#cli('token', 'create', 'pusher', '--role', 'git-writer')).trim();
    return `${this.url.replace('//', `//x:${this.#pusher}@`)}/git/environment.git`;
  }

  jobsOf(runName: string): Promise<readonly KubernetesObject[]> {
    return this.admin.list(
      `/apis/batch/v1/namespaces/${this.team}/jobs?labelSelector=${encodeURIComponent(`slipway.dev/run=${runName}`)}`,
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

  /** Waits until the reconciler has applied what is at the head of the environment repository. */
  async untilApplied(): Promise<void> {
    await until(
      'the reconciler has applied the head of the repository',
      async () => {
        const status = await this.client
          .call(clusterStatusEndpoints.getClusterStatus, { params: { cluster: this.name } })
          .catch(() => undefined);
        const { reconciler } = status ?? {};
        return reconciler?.ready === true && reconciler.appliedRevision?.includes(await this.head()) === true;
      },
      5 * minutes,
    );
  }

  /** Commit at the head of the environment repository. */
  async head(): Promise<string> {
    const { stdout } = await run('git', [
      '-C',
      path.join(this.#directory, 'slipway/environment.git'),
      'rev-parse',
      'main',
    ]);
    return stdout.trim();
  }

  async stop(): Promise<void> {
    await this.killAgent();
    await this.#server?.stop();
    this.admin.close();
    await this.cluster.stop();
  }

  async #connect(): Promise<void> {
    if (this.reconciler === 'argocd') await this.#configureArgocd();
    const url = `${this.url}/git/environment.git`;
    const documents = [
      {
        file: 'team.yaml',
        text: JSON.stringify({
          apiVersion: 'slipway.dev/v1',
          kind: 'Team',
          metadata: { name: this.team },
          spec: { quota: { runs: 20, cpu: 8, memory: '16Gi', accelerators: { nvidia: 2 } } },
        }),
      },
    ];
    await this.client.call(resourceEndpoints.apply, { body: { documents } });
    await this.#cli(
      'cluster',
      'add',
      this.name,
      ...['--provider', 'onprem', '--reconciler', this.reconciler],
      ...['--repository-url', url],
    );
    await this.admin.applyAll(await this.#cli('cluster', 'bootstrap', this.name));
  }

  /** As users install it: with the settings of the template. */
  async #configureArgocd(): Promise<void> {
    const file = path.join(repository, 'gitops/argocd/argocd-cm.yaml');
    for (const { metadata, data } of objectsIn(await readFile(file, 'utf8')))
      await this.admin.patch(`/api/v1/namespaces/argocd/configmaps/${metadata.name}`, { data });
  }

  async #cli(...args: readonly string[]): Promise<string> {
    const data = path.join(this.#directory, 'slipway');
    const { stdout } = await run(
      process.execPath,
      [...node, path.join(repository, 'apps/cli/src/main.ts'), ...args, '--data', data],
      { env: { PATH: process.env.PATH } },
    );
    return stdout;
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
    };
    if (this.reconciler === 'argocd') return {};
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
