import type { JobRecord } from '../kubernetes/job-record.ts';
import type { Snapshot } from '../kubernetes/observe.ts';
import type { ContainerRecord, PodRecord } from '../kubernetes/pod-record.ts';

export const sampleJob = (over: Partial<JobRecord> = {}): JobRecord => ({
  uid: 'job-uid',
  namespace: 'research',
  name: 'train-a-1',
  team: 'research',
  run: 'train-a',
  attempt: 'train-a-1',
  replicas: 1,
  suspended: false,
  timeoutSeconds: undefined,
  access: undefined,
  end: undefined,
  ...over,
});

export const sampleContainer = (over: Partial<ContainerRecord> = {}): ContainerRecord => ({
  name: 'main',
  main: true,
  state: 'running',
  reason: undefined,
  message: undefined,
  exitCode: undefined,
  finishedAt: undefined,
  restarts: 0,
  ...over,
});

export const endedContainer = (exitCode: number, over: Partial<ContainerRecord> = {}): ContainerRecord =>
  sampleContainer({ state: 'terminated', exitCode, finishedAt: '2026-11-26T21:00:00Z', ...over });

export const samplePod = (over: Partial<PodRecord> = {}): PodRecord => ({
  uid: `pod-uid-${String(over.index ?? 0)}`,
  namespace: 'research',
  name: `train-a-1-${String(over.index ?? 0)}`,
  job: 'job-uid',
  index: 0,
  node: 'node-1',
  alive: true,
  deleting: false,
  reason: undefined,
  message: undefined,
  unschedulable: undefined,
  disruption: undefined,
  containers: [sampleContainer()],
  ...over,
});

export const sampleSnapshot = (over: Partial<Snapshot> = {}): Snapshot => ({
  job: sampleJob(),
  gone: false,
  pods: [],
  troubles: [],
  silentNodes: new Set(),
  settled: false,
  ...over,
});
