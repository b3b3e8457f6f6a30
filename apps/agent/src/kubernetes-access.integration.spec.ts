import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { refusedSecrets, type FakeObject } from '@slipway/kubernetes/testing';
import { accessSecret } from '@slipway/render';
import {
  KubernetesBench,
  completeJob,
  podWithoutSecret,
  runningPod,
  suspendedJob,
  withAccess,
} from './testing/kubernetes-bench.ts';

const inCluster = 'http://slipway.slipway-system/';
const token = 'run-token-of-research';
const opened = {
  token,
  tracking: { uri: '/teams/research', experimentId: '7', experimentName: 'train', runId: 'r1', token },
};

let bench: KubernetesBench;

beforeEach(async () => {
  bench = await KubernetesBench.start();
  bench.scheduler.tracking = opened;
});

afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  expect(bench.scheduler.violations).toEqual([]);
  expect(bench.server.violations).toEqual([]);
  expect(bench.log.join('\n')).not.toContain(token);
});

const given = (attempt: string): Promise<void> =>
  bench.when(`the access of ${attempt}`, () => bench.access(attempt) !== undefined);
const warnings = (attempt: string): string[] =>
  bench.scheduler.reports(attempt).flatMap((report) => (report.type === 'warning' ? [report.message] : []));

/** Waits until what came before was looked at: another attempt has come to its end meanwhile. */
async function settled(): Promise<void> {
  bench.putPod(bench.putJob('other-a-1'), runningPod);
  await bench.reported('other-a-1', 'started');
}

describe('an agent on Kubernetes', () => {
  it('gives the pods of an attempt their access to Slipway, in a Secret that goes with their Job', async () => {
    await bench.agent('a', {}, inCluster);
    const job = bench.putJob('train-a-1', {}, {}, withAccess('train-a-1'));
    await given('train-a-1');
    expect(bench.access('train-a-1')).toMatchObject({
      metadata: {
        namespace: 'research',
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'train-a-1', uid: job.metadata.uid }],
      },
      type: 'slipway.dev/access',
      immutable: true,
      stringData: {
        SLIPWAY_URL: inCluster,
        SLIPWAY_TOKEN: token,
        MLFLOW_TRACKING_URI: 'http://slipway.slipway-system/teams/research',
        MLFLOW_TRACKING_TOKEN: token,
        MLFLOW_EXPERIMENT_ID: '7',
        MLFLOW_EXPERIMENT_NAME: 'train',
        MLFLOW_RUN_ID: 'r1',
      },
    });
    expect(warnings('train-a-1')).toEqual([]);
  });

  it('asks for it once, however often it looks, and says nothing of a pod that waits for it', async () => {
    await bench.agent();
    const job = bench.putJob('train-b-1', {}, {}, withAccess('train-b-1'));
    await given('train-b-1');
    bench.putPod(job, podWithoutSecret('train-b-1-access'));
    bench.putJob('train-b-1', { active: 1 }, {}, withAccess('train-b-1'));
    await settled();
    bench.putPod(job, runningPod);
    await bench.reported('train-b-1', 'started');
    expect(bench.scheduler.tracked).toEqual(['train-b-1']);
    expect(bench.accessRequests).toBe(1);
    expect(bench.types('train-b-1')).toEqual(['picked-up', 'started']);
  });

  it('opens no tracking for a Job that names a tracking server of its own', async () => {
    bench.scheduler.tracking = { token };
    await bench.agent();
    bench.putJob('train-c-1', {}, {}, withAccess('train-c-1', ['MLFLOW_TRACKING_URI']));
    await given('train-c-1');
    expect(bench.scheduler.tracked).toEqual(['train-c-1 untracked']);
    expect(bench.access('train-c-1')?.stringData).toEqual({
      SLIPWAY_URL: bench.scheduler.url,
      SLIPWAY_TOKEN: token,
    });
  });

  it('gives none to a Job that does not ask, is suspended, or has ended', async () => {
    await bench.agent();
    bench.putJob('untrusted-a-1');
    bench.putJob('queued-a-1', suspendedJob, {}, { ...withAccess('queued-a-1'), suspend: true });
    bench.putJob('ended-a-1', completeJob, {}, withAccess('ended-a-1'));
    await settled();
    expect(bench.scheduler.tracked).toEqual([]);
    expect(bench.accessRequests).toBe(0);
    bench.putJob('queued-a-1', {}, {}, withAccess('queued-a-1'));
    await given('queued-a-1');
  });

  it('does not hold pods up by a registry that is away, and warns that they are not tracked', async () => {
    bench.scheduler.tracking = 503;
    await bench.agent('a', { trackingPatienceMs: 300 });
    bench.putJob('train-d-1', {}, {}, withAccess('train-d-1'));
    await given('train-d-1');
    expect(bench.access('train-d-1')?.stringData).toEqual({ SLIPWAY_URL: bench.scheduler.url });
    await bench.reported('train-d-1', 'warning');
    expect(warnings('train-d-1')).toEqual([
      expect.stringContaining('it is not tracked by the model registry'),
    ]);
  });

  it('says why pods wait when it may not create Secrets, and gives them when it may', async () => {
    bench.server.fail({ on: '/secrets', status: 403, message: 'secrets is forbidden', times: 2 });
    await bench.agent();
    bench.putJob('train-e-1', {}, {}, withAccess('train-e-1'));
    await given('train-e-1');
    await bench.reported('train-e-1', 'warning');
    expect(warnings('train-e-1')).toEqual([
      expect.stringMatching(/^Its pods wait for the Secret .*secrets is forbidden: bind the missing right/),
    ]);
  });

  it('gives what is missing after a restart, and asks for nothing where pods have begun', async () => {
    const first = await bench.agent('a');
    const running = bench.putJob('train-f-1', {}, {}, withAccess('train-f-1'));
    bench.putJob('train-g-1', {}, {}, withAccess('train-g-1'));
    await given('train-f-1');
    await given('train-g-1');
    bench.putPod(running, runningPod);
    await bench.reported('train-f-1', 'started');
    await first.stop();
    bench.putJob('train-h-1', {}, {}, withAccess('train-h-1'));
    await bench.agent('without-memory');
    await given('train-h-1');
    await bench.when('the one that waits was asked for', () => bench.scheduler.tracked.length === 4);
    await settled();
    expect(bench.scheduler.tracked.toSorted()).toEqual(['train-f-1', 'train-g-1', 'train-g-1', 'train-h-1']);
    expect(warnings('train-g-1')).toEqual([]);
  });

  it('gives none to a second execution of an attempt, which so never begins', async () => {
    await bench.agent();
    const job = bench.putJob('train-i-1', {}, {}, withAccess('train-i-1'));
    await given('train-i-1');
    bench.putPod(job, runningPod);
    await bench.reported('train-i-1', 'started');
    bench.removeJob('train-i-1');
    bench.server.objects.remove('/api/v1/secrets', 'train-i-1-access', 'research'); // the garbage collector
    bench.putJob('train-i-1', {}, {}, withAccess('train-i-1'));
    await bench.when(
      'the second execution is told',
      () => (bench.scheduler.statuses.at(-1)?.problems ?? []).length > 0,
    );
    await settled();
    expect(bench.access('train-i-1')).toBeUndefined();
  });
});

describe('the API server that tests run on', () => {
  const collection = '/api/v1/namespaces/research/secrets';
  const post = async (secret: FakeObject): Promise<number> => {
    const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
    const body = JSON.stringify(secret);
    return (await fetch(`${bench.server.url}${collection}`, { method: 'POST', headers, body })).status;
  };

  it.each(Object.entries(refusedSecrets))(
    'refuses a Secret %s, as a real one does',
    async (_what, change) => {
      const variables = { SLIPWAY_URL: inCluster };
      const secret = accessSecret({ attempt: 'train-j-1', team: 'research', job: 'uid', variables });
      expect(await post(change(secret))).toBe(403);
      expect(await post(secret)).toBe(201);
    },
  );
});
