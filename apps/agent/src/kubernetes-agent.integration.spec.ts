import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  KubernetesBench,
  completeJob,
  exitedPod,
  failedJob,
  mainState,
  runningPod,
  suspendedJob,
} from './testing/kubernetes-bench.ts';

let bench: KubernetesBench;

beforeEach(async () => {
  bench = await KubernetesBench.start();
});

afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  expect(bench.scheduler.violations).toEqual([]);
  expect(bench.server.violations).toEqual([]);
});

describe('an agent on Kubernetes', () => {
  it('follows an attempt from its Job to its end, with its log and what the log measures', async () => {
    await bench.agent();
    const job = bench.putJob('train-a-1');
    await bench.reported('train-a-1', 'picked-up');
    const pod = bench.putPod(job, runningPod);
    bench.write(pod, 0, ['hello', 'slipway-metric loss=0.5 step=1']);
    await bench.reported('train-a-1', 'metric');
    bench.write(pod, 2, ['slipway-metric loss=0.25 step=2', 'bye'], true);
    bench.putPod(job, exitedPod(0));
    bench.putJob('train-a-1', completeJob);
    expect(await bench.outcome('train-a-1')).toBe('succeeded: exit code 0');
    expect(bench.types('train-a-1')).toEqual(['picked-up', 'started', 'metric', 'metric', 'ended']);
    expect(bench.scheduler.log('train-a-1')).toBe(
      'hello\nslipway-metric loss=0.5 step=1\nslipway-metric loss=0.25 step=2\nbye\n',
    );
  });

  it('tells why a pod waits, and how it failed', async () => {
    await bench.agent();
    const job = bench.putJob('train-b-1');
    bench.putWarning(job, 'FailedCreate', 'exceeded quota: slipway-team');
    await bench.when('the quota is told', () => bench.types('train-b-1').length === 2);
    const message = '0/3 nodes are available: 3 Insufficient nvidia.com/gpu.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    bench.putPod(job, { phase: 'Pending', conditions });
    await bench.when('the pod that waits is told', () => bench.types('train-b-1').length === 3);
    const pod = bench.putPod(job, exitedPod(137, 'OOMKilled'));
    bench.write(pod, 0, ['too much'], true);
    bench.putJob('train-b-1', failedJob);
    expect(await bench.outcome('train-b-1')).toBe('failed: OOMKilled: exit code 137');
    const warnings = bench.scheduler.reports('train-b-1').filter(({ type }) => type === 'warning');
    expect(warnings).toEqual([
      { type: 'warning', message: 'FailedCreate: exceeded quota: slipway-team' },
      {
        type: 'warning',
        message: 'Pod cannot be scheduled: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu',
      },
    ]);
  });

  it('asks the scheduler only for the logs whose turn it is', async () => {
    await bench.agent('a', { maxLiveLogs: 1 });
    const run = async (attempt: string): Promise<void> => {
      const pod = bench.putPod(bench.putJob(attempt), runningPod);
      bench.write(pod, 0, [`hello from ${attempt}`]);
      await bench.reported(attempt, 'started');
    };
    await run('train-l-1');
    await bench.when('the first log is followed', () => bench.scheduler.log('train-l-1') !== '');
    for (const attempt of ['train-m-1', 'train-n-1', 'train-o-1']) await run(attempt);
    expect([...bench.scheduler.logged]).toEqual(['train-l-1']);
  });

  it('does not let an attempt wait for a log that cannot be had', async () => {
    await bench.agent();
    const job = bench.putJob('train-c-1', failedJob);
    bench.putPod(job, exitedPod(3));
    expect(await bench.outcome('train-c-1')).toBe('failed: exit code 3');
    expect(bench.types('train-c-1')).toContain('warning');
  });

  it('says that an attempt was stopped when its Job and the last of its pods are gone', async () => {
    await bench.agent();
    const job = bench.putJob('train-d-1');
    const pod = bench.putPod(job, runningPod);
    bench.write(pod, 0, ['working'], true);
    await bench.reported('train-d-1', 'started');
    bench.removeJob('train-d-1');
    bench.putPod(job, runningPod, { deletionTimestamp: '2026-11-26T21:00:00Z' });
    await bench.when('the Job was asked for', () =>
      bench.server.requests.some((line) => line.endsWith('/namespaces/research/jobs/train-d-1')),
    );
    expect(bench.types('train-d-1')).not.toContain('ended');
    bench.removePod(pod);
    expect(await bench.outcome('train-d-1')).toBe('stopped: its Job was deleted');
  });

  it('says that a withdrawn attempt has stopped when its controller has ended all of its pods, not before', async () => {
    await bench.agent();
    const job = bench.putJob('train-w-1');
    const pod = bench.putPod(job, runningPod);
    bench.write(pod, 0, ['working'], true);
    await bench.reported('train-w-1', 'started');
    bench.withdrawJob('train-w-1', { active: 1 });
    bench.putPod(job, runningPod, { deletionTimestamp: '2026-11-26T21:00:00Z' });
    bench.withdrawJob('train-w-1', { ...suspendedJob, active: 0, terminating: 1 });
    const other = bench.putJob('train-v-1');
    bench.putPod(other, runningPod);
    await bench.reported('train-v-1', 'started');
    expect(bench.types('train-w-1')).not.toContain('ended');
    bench.removePod(pod);
    bench.withdrawJob('train-w-1', { ...suspendedJob, active: 0, terminating: 0 });
    expect(await bench.outcome('train-w-1')).toMatch(/^stopped: it was withdrawn/);
    expect(bench.types('train-w-1')).not.toContain('warning');
  });

  it('says that a withdrawn attempt has stopped also when it never had a pod', async () => {
    await bench.agent();
    bench.withdrawJob('train-n-1', suspendedJob);
    expect(await bench.outcome('train-n-1')).toMatch(/^stopped: it was withdrawn/);
    expect(bench.types('train-n-1')).toEqual(['picked-up', 'ended']);
  });

  it('says how a withdrawn attempt has ended when it did before', async () => {
    await bench.agent();
    const job = bench.putJob('train-s-1');
    const pod = bench.putPod(job, exitedPod(0));
    bench.write(pod, 0, ['done'], true);
    bench.withdrawJob('train-s-1', completeJob);
    expect(await bench.outcome('train-s-1')).toBe('succeeded: exit code 0');
  });

  it('goes on with a Job that only lost its labels', async () => {
    await bench.agent();
    const job = bench.putJob('train-e-1');
    const pod = bench.putPod(job, runningPod);
    bench.write(pod, 0, ['working'], true);
    await bench.reported('train-e-1', 'started');
    bench.putJob('train-e-1', {}, { labels: {} });
    bench.putPod(job, exitedPod(0), { labels: {} });
    await bench.when('the Job was asked for', () =>
      bench.server.requests.some((line) => line.endsWith('/namespaces/research/jobs/train-e-1')),
    );
    bench.putPod(job, exitedPod(0));
    bench.putJob('train-e-1', completeJob);
    expect(await bench.outcome('train-e-1')).toBe('succeeded: exit code 0');
  });

  it('never reports a second execution of an attempt as the first, and says that there is one', async () => {
    await bench.agent();
    const first = bench.putJob('train-f-1');
    const pod = bench.putPod(first, runningPod);
    bench.write(pod, 0, ['once'], true);
    await bench.reported('train-f-1', 'started');
    bench.removeJob('train-f-1');
    bench.removePod(pod);
    const again = bench.putJob('train-f-1');
    expect(again.metadata.uid).not.toBe(first.metadata.uid);
    const second = bench.putPod(again, runningPod, { name: 'second' });
    bench.write(second, 0, ['twice'], true);
    expect(await bench.outcome('train-f-1')).toBe('stopped: its Job was deleted');
    bench.putPod(again, exitedPod(0), { name: 'second' });
    bench.putJob('train-f-1', completeJob);
    await bench.when('the second execution is told', () =>
      (bench.scheduler.statuses.at(-1)?.problems ?? []).some((text) =>
        text.startsWith('The attempt train-f-1 is executed a second time'),
      ),
    );
    expect(bench.types('train-f-1').filter((type) => type === 'started' || type === 'ended')).toEqual([
      'started',
      'ended',
    ]);
    expect(bench.scheduler.log('train-f-1')).toBe('once\n');
  });

  it('knows a second execution also when it has forgotten the first', async () => {
    const agent = await bench.agent('a');
    const first = bench.putJob('train-g-1');
    bench.putPod(first, runningPod);
    await bench.reported('train-g-1', 'started');
    await agent.stop();
    bench.removeJob('train-g-1');
    bench.removePod(bench.putPod(first, runningPod));
    bench.putJob('train-g-1');
    await bench.agent('without-memory');
    expect(await bench.outcome('train-g-1')).toBe('stopped: its Job was deleted');
  });

  it('believes no Job that is not in the namespace of its team', async () => {
    await bench.agent();
    bench.putJob('train-h-1', completeJob, { namespace: 'attackers' });
    bench.putJob('train-i-1', completeJob, { name: 'other-name' });
    const job = bench.putJob('train-j-1', completeJob);
    const pod = bench.putPod(job, exitedPod(0));
    bench.write(pod, 0, [], true);
    expect(await bench.outcome('train-j-1')).toBe('succeeded: exit code 0');
    expect([...bench.types('train-h-1'), ...bench.types('train-i-1')]).toEqual([]);
  });

  it('tells of a node that does not answer, and takes an attempt as lost when Kubernetes does', async () => {
    bench.putNode('node-1', 'True');
    await bench.agent();
    const job = bench.putJob('train-k-1');
    bench.putPod(job, runningPod);
    await bench.reported('train-k-1', 'started');
    bench.putNode('node-1', 'Unknown');
    await bench.reported('train-k-1', 'warning');
    const conditions = [
      { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message: 'node is gone' },
    ];
    const pod = bench.putPod(job, { ...mainState({ running: {} }, 'Failed'), conditions });
    bench.write(pod, 0, [], true);
    bench.putJob('train-k-1', failedJob);
    expect(await bench.outcome('train-k-1')).toBe('lost: Node node-1: DeletionByPodGC: node is gone');
  });

  it('tells how the cluster is', async () => {
    bench.putNode('node-1', 'True');
    bench.server.objects.put('/apis/source.toolkit.fluxcd.io/v1/gitrepositories', {
      metadata: { name: 'environment', namespace: 'slipway-system' },
      status: {
        artifact: { revision: 'main@sha1:abc' },
        conditions: [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: 'stored' }],
      },
    });
    bench.server.objects.put('/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations', {
      metadata: { name: 'runs', namespace: 'slipway-system' },
      status: {
        lastAppliedRevision: 'main@sha1:abc',
        conditions: [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: 'applied' }],
      },
    });
    await bench.agent();
    const job = bench.putJob('train-l-1');
    bench.putPod(job, runningPod);
    await bench.when('the pod is counted and the version known', () => {
      const { nodePools, version } = bench.scheduler.statuses.at(-1) ?? {};
      return version !== undefined && nodePools?.[0]?.requested.cpu === 0.5;
    });
    expect(bench.scheduler.statuses.at(-1)).toMatchObject({
      agentVersion: '0.1.0',
      runtime: 'kubernetes',
      version: 'v1.36.3',
      reconciler: {
        kind: 'flux',
        sourceRevision: 'abc',
        appliedRevision: 'abc',
        ready: true,
        message: 'all is applied',
      },
      nodePools: [{ name: 'cpu', nodes: 1, ready: 1, allocatable: { cpu: 4, memory: 8 * 2 ** 30 } }],
      problems: [],
    });
  });
});
