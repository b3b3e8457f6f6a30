import { createHash } from 'node:crypto';
import { exampleStudies, type FakeStudies } from './fake-studies.ts';
import type {
  ApplyRequest,
  ClusterStatus,
  Lineage,
  Model,
  Resource,
  Run,
  RunEvent,
  ProposalView,
  WorkflowRun,
} from '@slipway/contracts';

/** When everything of the example happened. */
export const at = '2026-03-01T11:58:00.000Z';
const model = Buffer.from('the model');

const resource = (kind: string, name: string, spec: Record<string, unknown>, team?: string): Resource => ({
  apiVersion: 'slipway.dev/v1',
  kind,
  metadata: { name, ...(team === undefined ? {} : { team }) },
  spec,
  generation: 2,
  updatedAt: '2026-02-27T12:00:00.000Z',
  change: '01jn8f3c9m0000000000000000',
});

export const exampleRun: Run = {
  name: 'digits-7k2m9q0x',
  team: 'demo',
  job: 'digits',
  generation: 2,
  cluster: 'local',
  state: 'succeeded',
  requestedBy: 'alice',
  createdAt: at,
  startedAt: '2026-03-01T11:58:01.000Z',
  endedAt: '2026-03-01T11:59:13.000Z',
  progress: 1,
  progressMessage: 'epoch 12 of 12',
  attempts: [
    {
      name: 'digits-7k2m9q0x-1',
      epoch: 1,
      cluster: 'local',
      state: 'failed',
      reason: 'exit code 1',
      exitCode: 1,
      change: 'c1',
      commit: 'a'.repeat(40),
      createdAt: at,
    },
    {
      name: 'digits-7k2m9q0x-2',
      epoch: 2,
      cluster: 'local',
      state: 'succeeded',
      exitCode: 0,
      change: 'c2',
      commit: 'b'.repeat(40),
      createdAt: at,
    },
  ],
  metrics: [
    { name: 'accuracy', value: 0.972_222_2, step: 12, at },
    { name: 'loss', value: 0.0812, step: 12, at },
  ],
  artifacts: [
    {
      name: 'model',
      attempt: 'digits-7k2m9q0x-2',
      bytes: model.length,
      sha256: createHash('sha256').update(model).digest('hex'),
    },
  ],
  retiredBy: 'c'.repeat(40),
};

export const exampleModel: Model = {
  name: 'iris',
  team: 'demo',
  description: 'tells flowers apart',
  createdAt: '2026-02-27T12:00:00.000Z',
  updatedAt: at,
  lastVersion: 3,
  tags: { task: 'classify' },
  path: 'teams/demo/models/iris.yaml',
  problems: [],
  aliases: [
    {
      alias: 'champion',
      version: 3,
      since: at,
      by: 'alice',
      reason: 'better',
      commit: 'f'.repeat(40),
      protected: true,
    },
  ],
};

export const exampleLineage: Lineage = {
  model: 'iris',
  version: 3,
  createdAt: at,
  stage: 'None',
  source: 's3://models/iris/3',
  run: {
    id: '0af7651916cd43dd8448eb211c80319c',
    name: 'bright-fox-12',
    status: 'FINISHED',
    params: { lr: '0.1' },
    metrics: { accuracy: 0.972_222_2 },
    datasets: [{ name: 'flowers', digest: '1a2b', context: 'train' }],
  },
  code: { commit: 'd'.repeat(40), repository: 'https://git.example/iris.git' },
  image: 'python:3.13',
  job: { name: 'digits', run: 'digits-7k2m9q0x' },
};

/** What the platform answers; tests change it. */
export interface FakeState {
  runs: Run[];
  jobs: Resource[];
  teams: Resource[];
  clusters: Resource[];
  statuses: ClusterStatus[];
  events: RunEvent[];
  /** Chunks of the log of each attempt. An undefined chunk breaks the connection, once. */
  log: (string | undefined)[];
  artifact: Buffer;
  applied: ApplyRequest[];
  /** When there are some, what is applied and promoted is proposed by the first. */
  proposals: ProposalView[];
  workflowRuns: WorkflowRun[];
  /** What was asked for runs of workflows. */
  workflowRequests: unknown[];
  reasons: (string | undefined)[];
  readonly studies: FakeStudies;
}

export function exampleState(): FakeState {
  return {
    runs: [exampleRun],
    jobs: [
      resource(
        'Job',
        'digits',
        { image: 'python:3.13', command: ['python3', 'train.py'], args: ['--epochs', '12'] },
        'demo',
      ),
    ],
    teams: [resource('Team', 'demo', { members: [{ user: 'alice', role: 'contributor' }] })],
    clusters: [resource('Cluster', 'local', { provider: 'local', reconciler: 'local' })],
    statuses: [],
    events: [],
    log: ['epoch 1\n', 'epoch 2\n'],
    artifact: model,
    applied: [],
    proposals: [],
    workflowRuns: [],
    workflowRequests: [],
    reasons: [],
    studies: exampleStudies(),
  };
}

export const event = (id: number, type: string, message: string): RunEvent => ({
  id: String(id).padStart(4, '0'),
  at: `2026-03-01T11:58:${String(id).padStart(2, '0')}.000Z`,
  team: 'demo',
  run: exampleRun.name,
  type,
  message,
  data: {},
});
