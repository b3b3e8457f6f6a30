import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { FakeApiServer, clientOf, type FakeObject } from '@slipway/kubernetes/testing';
import type { ClusterClient } from '@slipway/ports';
import type { Service } from '@slipway/service';
import { temporaryDirectory, until } from '@slipway/testing';
import {
  createKubernetesAgentService,
  type KubernetesAgentOptions,
} from '../kubernetes/kubernetes-agent-service.ts';
import { startFakeScheduler, type FakeScheduler } from './fake-scheduler.ts';
import { keepingLogger } from './keeping-logger.ts';

const jobs = '/apis/batch/v1/jobs';
const pods = '/api/v1/pods';
const secrets = '/api/v1/secrets';

export const failedJob = {
  conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'the limit' }],
};
export const completeJob = { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] };

export const suspendedJob = {
  conditions: [{ type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' }],
};

/** A Job whose pods name the Secret with their access, and set these variables themselves. */
export const withAccess = (attempt: string, variables: readonly string[] = []): object => {
  const envFrom = [{ secretRef: { name: `${attempt}-access` } }];
  const env = variables.map((name) => ({ name, value: 'own' }));
  return { template: { spec: { containers: [{ name: 'main', env, envFrom }] } } };
};

/** A state of the main container, in the forms of the kubelet. */
export const mainState = (state: object, phase: string): object => ({
  phase,
  containerStatuses: [{ name: 'main', restartCount: 0, state }],
});
/** As the kubelet waits for a Secret. */
export const podWithoutSecret = (name: string): object =>
  mainState(
    { waiting: { reason: 'CreateContainerConfigError', message: `secret "${name}" not found` } },
    'Pending',
  );
export const runningPod = mainState({ running: {} }, 'Running');
export const exitedPod = (exitCode: number, reason = exitCode === 0 ? 'Completed' : 'Error'): object =>
  mainState(
    { terminated: { exitCode, reason, finishedAt: '2026-11-26T21:00:00Z' } },
    exitCode === 0 ? 'Succeeded' : 'Failed',
  );

/** A cluster, a scheduler, and any number of agents between them; the test plays Job controller, kubelet and reconciler. */
export class KubernetesBench implements AsyncDisposable {
  readonly server: FakeApiServer;
  readonly scheduler: FakeScheduler;
  readonly log: string[] = [];
  readonly #directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  readonly #agents: { readonly service: Service; readonly kube: ClusterClient }[] = [];

  private constructor(
    server: FakeApiServer,
    scheduler: FakeScheduler,
    directory: Awaited<ReturnType<typeof temporaryDirectory>>,
  ) {
    this.server = server;
    this.scheduler = scheduler;
    this.#directory = directory;
  }

  static async start(): Promise<KubernetesBench> {
    return new KubernetesBench(
      await FakeApiServer.start(),
      await startFakeScheduler(),
      await temporaryDirectory(),
    );
  }

  /** Starts an agent on the directory of this name. */
  async agent(
    name = 'a',
    options: Partial<KubernetesAgentOptions> = {},
    programUrl?: string,
  ): Promise<Service> {
    const kube = await clientOf(this.server);
    const service = createKubernetesAgentService({
      url: this.scheduler.url,
      programUrl,
      token: 'agent-token',
      cluster: 'local',
      data: path.join(this.#directory.path, name),
      kube,
      version: '0.1.0',
      logger: keepingLogger(this.log),
      options: { leaseMs: 3_000, settleMs: 300, ...options },
    });
    this.#agents.push({ service, kube });
    await service.start();
    return service;
  }

  /** The Job of an attempt `<run>-<epoch>`, known to the scheduler. */
  putJob(
    attempt: string,
    status: object = {},
    over: Partial<FakeObject['metadata']> = {},
    spec: object = {},
  ): FakeObject {
    this.scheduler.expect(attempt);
    const [, run = '', epoch = ''] = /^(.+)-(\d+)$/.exec(attempt) ?? [];
    return this.server.objects.put(jobs, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: attempt,
        namespace: 'research',
        labels: {
          'app.kubernetes.io/managed-by': 'slipway',
          'slipway.dev/team': 'research',
          'slipway.dev/run': run,
          'slipway.dev/attempt': attempt,
          'slipway.dev/epoch': epoch,
        },
        ...over,
      },
      spec: { completions: 1, ...spec },
      status,
    });
  }

  /** A commit withdraws the attempt; `status` is what the Job controller says of it then. */
  withdrawJob(attempt: string, status: object): FakeObject {
    return this.putJob(
      attempt,
      status,
      { annotations: { 'slipway.dev/withdrawn': 'true' } },
      { suspend: true },
    );
  }

  putPod(job: FakeObject, status: object, over: Partial<FakeObject['metadata']> = {}): FakeObject {
    const { name, namespace, uid, labels } = job.metadata;
    return this.server.objects.put(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${name}-pod`,
        ...(namespace !== undefined && { namespace }),
        ...(labels && { labels }),
        ownerReferences: [{ kind: 'Job', name, uid, controller: true }],
        ...over,
      },
      spec: {
        nodeName: 'node-1',
        containers: [{ name: 'main', resources: { requests: { cpu: '500m' } } }],
      },
      status,
    });
  }

  /** The Secret with the access of an attempt, when it is there. */
  access(attempt: string): FakeObject | undefined {
    return this.server.objects.collection(secrets).objects.get(`research/${attempt}-access`);
  }

  /** How often it was asked to create one. */
  get accessRequests(): number {
    return this.server.requests.filter((line) => line.startsWith('POST') && line.includes('/secrets')).length;
  }

  putWarning(job: FakeObject, reason: string, message: string): void {
    this.server.objects.put('/api/v1/events', {
      metadata: { name: randomUUID(), namespace: 'research' },
      involvedObject: { kind: 'Job', uid: job.metadata.uid },
      type: 'Warning',
      reason,
      message,
    });
  }

  putNode(name: string, ready: string): void {
    this.server.objects.put('/api/v1/nodes', {
      metadata: { name, labels: { 'slipway.dev/node-pool': 'cpu' } },
      status: { allocatable: { cpu: '4', memory: '8Gi' }, conditions: [{ type: 'Ready', status: ready }] },
    });
  }

  removeJob(attempt: string): void {
    this.server.objects.remove(jobs, attempt, 'research');
  }

  removePod(pod: FakeObject): void {
    this.server.objects.remove(pods, pod.metadata.name, pod.metadata.namespace);
  }

  /** Lines of the log of a pod's main container, one a millisecond. */
  write(pod: FakeObject, first: number, lines: readonly string[], ended = false): void {
    const stamp = (index: number): string => new Date(Date.UTC(2026, 10, 26, 21) + index * 100).toISOString();
    this.server.appendLog(
      `research/${pod.metadata.name}/main`,
      lines.map((line, index) => `${stamp(first + index)} ${line}`),
      ended,
    );
  }

  types(attempt: string): string[] {
    return this.scheduler.reports(attempt).map(({ type }) => type);
  }

  /** Waits for a report of this type. */
  async reported(attempt: string, type: string): Promise<void> {
    await this.when(`${attempt} ${type}`, () => this.types(attempt).includes(type));
  }

  /** Waits until the attempt has ended and says how. */
  async outcome(attempt: string): Promise<string> {
    await this.reported(attempt, 'ended');
    const ended = this.scheduler.ended(attempt);
    return ended ? `${ended.outcome}: ${ended.reason}` : '';
  }

  async when(what: string, look: () => boolean): Promise<void> {
    await until(what, look, 15_000).catch((cause: unknown) => {
      throw new Error(this.log.join('\n'), { cause });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { service, kube } of this.#agents) {
      await service.stop();
      await kube.close();
    }
    await this.scheduler.close();
    await this.server.down();
    await this.#directory.remove();
  }
}
