import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KubernetesBench, completeJob, exitedPod, runningPod } from './testing/kubernetes-bench.ts';

let bench: KubernetesBench;

beforeEach(async () => {
  bench = await KubernetesBench.start();
});

afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  expect(bench.scheduler.violations).toEqual([]);
});

const lines = ['one', 'slipway-metric loss=1', 'two', 'slipway-metric loss=2', 'three'];
const text = `${lines.join('\n')}\n`;

describe('an agent on Kubernetes that is replaced', () => {
  it.each([
    ['goes on with its journal', 'a'],
    ['goes on with what the scheduler knows, when its directory is new', 'b'],
  ])('%s: each report and each line once', async (_, next) => {
    const agent = await bench.agent('a');
    const job = bench.putJob('train-a-1');
    const pod = bench.putPod(job, runningPod);
    bench.write(pod, 0, lines.slice(0, 3));
    await bench.reported('train-a-1', 'metric');
    await bench.when('the log came', () => bench.scheduler.log('train-a-1').endsWith('two\n'));
    await agent.stop();
    bench.write(pod, 3, lines.slice(3), true);
    bench.putPod(job, exitedPod(0));
    bench.putJob('train-a-1', completeJob);
    await bench.agent(next);
    expect(await bench.outcome('train-a-1')).toBe('succeeded: exit code 0');
    expect(bench.scheduler.log('train-a-1')).toBe(text);
    const types = bench.types('train-a-1').filter((type) => type !== 'started');
    expect(types).toEqual(['picked-up', 'metric', 'metric', 'ended']);
  });

  it('sends what happened while the scheduler was away', async () => {
    await bench.agent();
    const job = bench.putJob('train-b-1');
    await bench.reported('train-b-1', 'picked-up');
    bench.scheduler.failWith = 503;
    const pod = bench.putPod(job, runningPod);
    bench.write(pod, 0, lines, true);
    bench.putPod(job, exitedPod(0));
    bench.putJob('train-b-1', completeJob);
    await bench.when('it tried', () => bench.log.some((line) => line.includes('sent later')));
    bench.scheduler.failWith = undefined;
    expect(await bench.outcome('train-b-1')).toBe('succeeded: exit code 0');
    expect(bench.scheduler.log('train-b-1')).toBe(text);
  });

  it('survives a restart of the API server', async () => {
    await bench.agent();
    const job = bench.putJob('train-c-1');
    const pod = bench.putPod(job, runningPod);
    bench.write(pod, 0, lines.slice(0, 2));
    await bench.reported('train-c-1', 'metric');
    await bench.server.down();
    bench.putPod(job, exitedPod(0));
    bench.putJob('train-c-1', completeJob);
    bench.write(pod, 2, lines.slice(2), true);
    await bench.server.up();
    expect(await bench.outcome('train-c-1')).toBe('succeeded: exit code 0');
    expect(bench.scheduler.log('train-c-1')).toBe(text);
  });

  it('is one of two replicas, of which one leads and the other takes over', async () => {
    const first = await bench.agent('a');
    await bench.when('the first leads', () => bench.scheduler.session === 1);
    await bench.agent('b');
    const job = bench.putJob('train-d-1');
    const pod = bench.putPod(job, runningPod);
    bench.write(pod, 0, lines, true);
    await bench.reported('train-d-1', 'started');
    expect(bench.scheduler.session).toBe(1);
    await first.stop();
    bench.putPod(job, exitedPod(0));
    bench.putJob('train-d-1', completeJob);
    expect(await bench.outcome('train-d-1')).toBe('succeeded: exit code 0');
    expect(bench.scheduler.session).toBe(2);
    expect(bench.scheduler.log('train-d-1')).toBe(text);
  });

  it('stops sending when it finds that another session has begun', async () => {
    await bench.agent('a');
    const job = bench.putJob('train-e-1');
    await bench.reported('train-e-1', 'picked-up');
    bench.scheduler.session = 7; // somebody else, who took the lease while this agent was held up
    bench.putPod(job, runningPod);
    await bench.when('it noticed', () => bench.log.some((line) => line.includes('no longer leads')));
    await bench.when('it leads again by a session of its own', () => bench.scheduler.session === 8);
    await bench.reported('train-e-1', 'started');
  });
});
