import { describe, expect, it } from '@jest/globals';
import type { AttemptReport } from '@slipway/contracts';
import fc from 'fast-check';
import {
  endedContainer,
  sampleContainer,
  sampleJob,
  samplePod,
  sampleSnapshot,
} from '../testing/sample-records.ts';
import type { JobEnd } from './job-record.ts';
import { nothingSaid, observe, saidAfter, type Said, type Snapshot } from './observe.ts';
import type { PodRecord } from './pod-record.ts';

const limitExceeded: JobEnd = {
  kind: 'failed',
  reason: 'BackoffLimitExceeded',
  message: 'Job has reached the specified backoff limit',
};
const failedJob = sampleJob({ end: limitExceeded });
const pickedUp: Said = { ...nothingSaid, pickedUp: true };
const running: Said = { ...pickedUp, started: true };

const reportsOf = (said: Said, over: Partial<Snapshot>): readonly AttemptReport[] =>
  observe(said, sampleSnapshot(over)).reports;
const endOf = (over: Partial<Snapshot>): string | undefined => {
  const { end } = observe(running, sampleSnapshot(over));
  return (
    end && `${end.outcome}: ${end.reason}${end.exitCode === undefined ? '' : ` (${String(end.exitCode)})`}`
  );
};
const dead = (over: Partial<PodRecord>): PodRecord => samplePod({ alive: false, ...over });

describe('what is reported of an attempt on its way', () => {
  it('begins with the execution that was picked up', () => {
    expect(reportsOf(nothingSaid, {})).toEqual([{ type: 'picked-up', ignored: [], execution: 'job-uid' }]);
    expect(reportsOf(pickedUp, {})).toEqual([]);
  });

  it('tells each step of the preparation once', () => {
    const source = endedContainer(0, { name: 'slipway-source', main: false });
    const python = sampleContainer({ name: 'slipway-python', main: false });
    const pods = [samplePod({ containers: [source, python, sampleContainer({ state: 'waiting' })] })];
    const reports = reportsOf(pickedUp, { pods });
    expect(reports).toEqual([
      { type: 'preparing', step: 'source', message: 'Container slipway-source has begun' },
      { type: 'preparing', step: 'python', message: 'Container slipway-python has begun' },
    ]);
    expect(reportsOf(saidAfter(pickedUp, reports), { pods })).toEqual([]);
  });

  it('has started when all replicas have, not before', () => {
    const job = sampleJob({ replicas: 2 });
    const first = samplePod({ index: 0 });
    expect(reportsOf(pickedUp, { job, pods: [first] })).toEqual([]);
    const waiting = samplePod({ index: 1, containers: [sampleContainer({ state: 'waiting' })] });
    expect(reportsOf(pickedUp, { job, pods: [first, waiting] })).toEqual([]);
    expect(reportsOf(pickedUp, { job, pods: [first, samplePod({ index: 1 })] })).toEqual([
      { type: 'started', replicas: 2 },
    ]);
  });

  it.each<[string, Partial<Snapshot>]>([
    [
      'Pod cannot be scheduled: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu',
      {
        pods: [
          samplePod({
            containers: [],
            unschedulable:
              '0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 3 No preemption victims found',
          }),
        ],
      },
    ],
    [
      'Container main cannot start: ImagePullBackOff: Back-off pulling image "train:9"',
      {
        pods: [
          samplePod({
            containers: [
              sampleContainer({
                state: 'waiting',
                reason: 'ImagePullBackOff',
                message: 'Back-off pulling image "train:9"',
              }),
            ],
          }),
        ],
      },
    ],
    ['exceeded quota: slipway-team', { troubles: ['exceeded quota: slipway-team'] }],
    [
      'Node node-1 does not answer: what runs there may go on',
      { pods: [samplePod({})], silentNodes: new Set(['node-1']) },
    ],
    ['The Job is suspended', { job: sampleJob({ suspended: true }) }],
  ])('warns once: %s', (message, over) => {
    const reports = reportsOf(running, over);
    expect(reports).toEqual([{ type: 'warning', message }]);
    expect(reportsOf(saidAfter(running, reports), over)).toEqual([]);
  });

  it('does not warn of a pod that waits for what the agent itself gives', () => {
    const waiting = (name: string): PodRecord =>
      samplePod({
        containers: [
          sampleContainer({
            state: 'waiting',
            reason: 'CreateContainerConfigError',
            message: `secret "${name}" not found`,
          }),
        ],
      });
    expect(reportsOf(pickedUp, { pods: [waiting('train-a-1-access')] })).toEqual([]);
    expect(reportsOf(pickedUp, { pods: [waiting('hub')] })).toMatchObject([{ type: 'warning' }]);
  });

  it('warns at most 20 times', () => {
    const troubles = Array.from({ length: 30 }, (_, index) => `trouble ${String(index)}`);
    const reports = reportsOf(running, { troubles });
    expect(reports).toHaveLength(20);
    expect(reportsOf(saidAfter(running, reports), { troubles })).toEqual([]);
  });
});

describe('an attempt that was scaled to fewer pods', () => {
  const job = sampleJob({ replicas: 1 });
  const surplus = samplePod({ index: 1, uid: 'surplus', alive: false, containers: [endedContainer(143)] });

  it('is not told to have failed by the end of those', () => {
    expect(endOf({ job, pods: [samplePod(), surplus] })).toBeUndefined();
    const failed = dead({ containers: [endedContainer(3)] });
    expect(endOf({ job: { ...job, ...failedJob, replicas: 1 }, pods: [surplus, failed] })).toBe(
      'failed: exit code 3 (3)',
    );
  });

  it('has not ended while one of those is alive', () => {
    const pods = [dead({ containers: [endedContainer(0)] }), { ...surplus, alive: true }];
    expect(endOf({ job: { ...job, end: { kind: 'complete' } }, pods })).toBeUndefined();
  });
});

describe('how an attempt ends', () => {
  it.each<[string, Partial<Snapshot>]>([
    [
      'succeeded: exit code 0 (0)',
      { job: sampleJob({ end: { kind: 'complete' } }), pods: [dead({ containers: [endedContainer(0)] })] },
    ],
    ['failed: exit code 3 (3)', { job: failedJob, pods: [dead({ containers: [endedContainer(3)] })] }],
    [
      'failed: OOMKilled: exit code 137 (137)',
      { job: failedJob, pods: [dead({ containers: [endedContainer(137, { reason: 'OOMKilled' })] })] },
    ],
    [
      'failed: container slipway-python, which prepares, ended with exit code 1 (1)',
      {
        job: failedJob,
        pods: [dead({ containers: [endedContainer(1, { name: 'slipway-python', main: false })] })],
      },
    ],
    [
      'failed: DeadlineExceeded: timeout after 1h30m',
      {
        job: sampleJob({
          timeoutSeconds: 5400,
          end: { kind: 'failed', reason: 'DeadlineExceeded', message: '' },
        }),
        pods: [dead({ containers: [endedContainer(143)] })],
      },
    ],
    [
      'failed: Evicted: Pod ephemeral local storage usage exceeds the total limit of containers 1Gi.',
      {
        job: failedJob,
        pods: [
          dead({
            reason: 'Evicted',
            message: 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi.',
            containers: [],
          }),
        ],
      },
    ],
    [
      'lost: Node node-1: DeletionByTaintManager: Taint manager: deleting due to NoExecute taint',
      {
        job: failedJob,
        pods: [
          dead({ disruption: 'DeletionByTaintManager: Taint manager: deleting due to NoExecute taint' }),
        ],
      },
    ],
    [
      'lost: BackoffLimitExceeded: Job has reached the specified backoff limit; nobody knows the exit code, since its pod is gone',
      { job: failedJob, settled: true },
    ],
    ['stopped: its Job was deleted', { gone: true, settled: true }],
    ['stopped: its Job was deleted', { gone: true, pods: [dead({ containers: [endedContainer(143)] })] }],
    [
      'failed: exit code 3 (3)',
      { gone: true, job: failedJob, pods: [dead({ containers: [endedContainer(3)] })] },
    ],
  ])('%s', (text, over) => {
    expect(endOf(over)).toBe(text);
  });

  it('names the replica that failed first, not those that were stopped since', () => {
    const job = sampleJob({ replicas: 3, end: limitExceeded });
    const at = (second: number): string => `2026-11-26T21:00:0${String(second)}Z`;
    const pods = [
      dead({ index: 0, deleting: true, containers: [endedContainer(143, { finishedAt: at(1) })] }),
      dead({ index: 1, containers: [endedContainer(2, { finishedAt: at(4) })] }),
      dead({ index: 2, containers: [endedContainer(1, { finishedAt: at(3) })] }),
    ];
    expect(endOf({ job, pods })).toBe('failed: exit code 1 of replica 2 (1)');
  });

  it('waits while a process may run, and for pods that were not seen yet', () => {
    expect(endOf({ job: failedJob, pods: [samplePod({})], settled: true })).toBeUndefined();
    expect(endOf({ job: failedJob })).toBeUndefined();
    expect(endOf({ gone: true, pods: [samplePod({ deleting: true })], settled: true })).toBeUndefined();
    expect(endOf({ gone: true })).toBeUndefined();
  });
});

const endings: readonly Partial<PodRecord>[] = [
  { containers: [endedContainer(0)] },
  { containers: [endedContainer(1)] },
  { containers: [endedContainer(137, { reason: 'OOMKilled' })] },
  { disruption: 'PreemptionByScheduler: preempted', containers: [endedContainer(143)] },
  { reason: 'Evicted', message: 'too much memory', containers: [] },
];
const waiting = sampleContainer({ state: 'waiting' });
const begun = sampleContainer({ name: 'slipway-source', main: false });

/** What one pod goes through, and how the whole ends. */
const lives = fc.array(fc.nat(endings.length - 1), { minLength: 1, maxLength: 3 }).map((choices) => ({
  pods: choices.map((choice, index): readonly PodRecord[] => [
    samplePod({ index, containers: [], node: undefined, unschedulable: 'no node' }),
    samplePod({ index, containers: [begun, waiting] }),
    samplePod({ index }),
    dead({ index, ...endings[choice] }),
  ]),
  end: choices.every((choice) => choice === 0) ? ({ kind: 'complete' } as const) : limitExceeded,
}));

/** The reports of an agent that looks after each delivery; an end is reported when it is seen. */
function follow(snapshots: readonly Snapshot[]): readonly AttemptReport[] {
  const all: AttemptReport[] = [];
  let said = nothingSaid;
  for (const snapshot of snapshots) {
    const { reports, end } = observe(said, snapshot);
    const now = [...reports, ...(end ? [end] : [])];
    said = saidAfter(said, now);
    all.push(...now);
  }
  return all;
}

describe('whatever the order in which things are seen', () => {
  const deliveries = lives.chain(({ pods, end }) => {
    const steps = pods.flatMap((states, index) => states.map((_, step) => ({ index, step })));
    return fc
      .tuple(
        fc.shuffledSubarray(steps, { minLength: steps.length, maxLength: steps.length }),
        fc.nat(steps.length),
        fc.boolean(),
      )
      .map(([order, endAt, goneToo]) => ({ pods, end, order, endAt, goneToo }));
  });

  it('an attempt ends once, as it would have if all had been seen at once, and nothing follows', () => {
    fc.assert(
      fc.property(deliveries, ({ pods, end, order, endAt, goneToo }) => {
        const job = sampleJob({ replicas: pods.length });
        const seen = new Map<number, number>();
        const snapshot = (ended: boolean, settled: boolean): Snapshot =>
          sampleSnapshot({
            job: ended ? { ...job, end } : job,
            gone: goneToo && settled,
            pods: [...seen].flatMap(([index, step]) => pods[index]?.[step] ?? []),
            settled,
          });
        const snapshots = order.map(({ index, step }, position) => {
          seen.set(index, Math.max(step, seen.get(index) ?? 0)); // older states do not come after newer ones
          return snapshot(position >= endAt, false);
        });
        snapshots.push(snapshot(true, true));
        const reports = follow(snapshots);
        const last = snapshots.at(-1);
        const atOnce = last ? follow([last]) : [];
        expect(reports.filter(({ type }) => type === 'ended')).toEqual(
          atOnce.filter(({ type }) => type === 'ended'),
        );
        expect(reports.at(-1)?.type).toBe('ended');
        expect(reports[0]?.type).toBe('picked-up');
        for (const type of ['picked-up', 'started', 'ended'])
          expect(reports.filter((report) => report.type === type).length).toBeLessThanOrEqual(1);
        const started = reports.findIndex(({ type }) => type === 'started');
        expect(reports.slice(started + 1).some(({ type }) => started !== -1 && type === 'preparing')).toBe(
          false,
        );
      }),
    );
  });

  it('looking twice says nothing new', () => {
    fc.assert(
      fc.property(lives, fc.nat(3), ({ pods, end }, step) => {
        const snapshot = sampleSnapshot({
          job: sampleJob({ replicas: pods.length, end: step === 3 ? end : undefined }),
          pods: pods.flatMap((states) => states[step] ?? []),
        });
        expect(follow([snapshot, snapshot, snapshot])).toEqual(follow([snapshot]));
      }),
    );
  });
});
