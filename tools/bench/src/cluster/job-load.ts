import { inParallel } from '@slipway/kernel';
import { labels, manager } from '@slipway/render';
import { nodeName, team, type QuietCluster } from './quiet-cluster.ts';

const writers = 24;
const jobsAt = `/apis/batch/v1/namespaces/${team}/jobs`;
const podsAt = `/api/v1/namespaces/${team}/pods`;
const startedAt = '2026-11-26T21:00:00Z';

/** Jobs as the reconciler makes them, and what their controller and the kubelet write of them. */
export class JobLoad {
  readonly #quiet: QuietCluster;

  constructor(quiet: QuietCluster) {
    this.#quiet = quiet;
  }

  /** Makes Jobs with one waiting pod each. */
  async create(attempts: readonly string[]): Promise<void> {
    await inParallel(attempts, writers, (attempt) => this.#createOne(attempt));
  }

  async startAll(attempts: readonly string[]): Promise<void> {
    await inParallel(attempts, writers, (attempt) => this.start(attempt));
  }

  /** The kubelet: the container runs. */
  async start(attempt: string): Promise<void> {
    await this.#patchPod(attempt, 'Running', { running: { startedAt } });
  }

  /** The kubelet: the container has ended with 0; then the controller: the Job is complete. */
  async end(attempt: string): Promise<void> {
    this.#quiet.endLog(podOf(attempt));
    const terminated = { exitCode: 0, reason: 'Completed', startedAt, finishedAt: startedAt };
    await this.#patchPod(attempt, 'Succeeded', { terminated });
    const conditions = ['SuccessCriteriaMet', 'Complete'].map((type) => ({
      type,
      status: 'True',
      reason: 'CompletionsReached',
      lastTransitionTime: startedAt,
    }));
    await this.#quiet.cluster.admin.patch(`${jobsAt}/${attempt}/status`, {
      status: {
        conditions,
        startTime: startedAt,
        completionTime: startedAt,
        succeeded: 1,
        active: 0,
        ready: 0,
      },
    });
  }

  async #patchPod(attempt: string, phase: string, state: object): Promise<void> {
    const image = 'registry.example.org/research/train:1';
    await this.#quiet.cluster.admin.patch(`${podsAt}/${podOf(attempt)}/status`, {
      status: {
        phase,
        startTime: startedAt,
        containerStatuses: [
          { name: 'main', image, imageID: image, ready: 'running' in state, restartCount: 0, state },
        ],
      },
    });
  }

  async #createOne(attempt: string): Promise<void> {
    const { admin } = this.#quiet.cluster;
    const [, run = '', epoch = ''] = /^(.+)-(\d+)$/.exec(attempt) ?? [];
    const own = {
      [labels.managedBy]: manager,
      [labels.team]: team,
      [labels.run]: run,
      [labels.attempt]: attempt,
      [labels.epoch]: epoch,
    };
    const pod = {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'main',
          image: 'registry.example.org/research/train:1',
          command: ['python', '-m', 'train', '--epochs', '10'],
          env: ['TEAM', 'RUN', 'ATTEMPT', 'DATA', 'OUTPUT'].map((name) => ({
            name,
            value: `${name}/${attempt}`,
          })),
          resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } },
        },
      ],
    };
    const job = await admin.create<{ readonly metadata: { readonly uid: string } }>(jobsAt, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: attempt, labels: own },
      spec: {
        backoffLimit: 0,
        completions: 1,
        parallelism: 1,
        template: { metadata: { labels: own }, spec: pod },
      },
    });
    const owner = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: attempt,
      uid: job.metadata.uid,
      controller: true,
    };
    await admin.create(podsAt, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: podOf(attempt), labels: own, ownerReferences: [owner] },
      spec: { ...pod, nodeName },
    });
  }
}

const podOf = (attempt: string): string => `${attempt}-pod`;
