import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { resourceTypes } from '@slipway/cluster';
import { clusterUnderTest, type ClusterUnderTest } from '@slipway/devcluster';
import { openClusterClient } from '@slipway/kubernetes';
import { deleteObject } from '@slipway/kubernetes/testing';
import type { ClusterClient } from '@slipway/ports';
import type { Service } from '@slipway/service';
import { temporaryDirectory, until, type TemporaryDirectory } from '@slipway/testing';
import { createKubernetesAgentService } from './kubernetes/kubernetes-agent-service.ts';
import { makeAgentIdentity } from './testing/agent-identity.ts';
import { startFakeScheduler, type FakeScheduler } from './testing/fake-scheduler.ts';
import { keepingLogger } from './testing/keeping-logger.ts';

let directory: TemporaryDirectory;
let cluster: ClusterUnderTest;
let admin: ClusterClient;
let scheduler: FakeScheduler;
let agents: { readonly service: Service; readonly kube: ClusterClient }[] = [];
const log: string[] = [];

interface JobOptions {
  readonly script: string;
  readonly limits?: Readonly<Record<string, string>>;
  readonly seconds?: number;
  /** Its pods name the Secret with their access. */
  readonly access?: boolean;
}

/** As a reconciler would, which has the manifest of the attempt in git. */
function applyJob(attempt: string, { script, limits, seconds, access }: JobOptions): Promise<unknown> {
  scheduler.expect(attempt);
  const labels = {
    'app.kubernetes.io/managed-by': 'slipway',
    'slipway.dev/team': 'research',
    'slipway.dev/run': attempt.slice(0, -2),
    'slipway.dev/attempt': attempt,
    'slipway.dev/epoch': '1',
  };
  const container = {
    name: 'main',
    image: 'any',
    command: ['sh', '-c', script],
    ...(limits && { resources: { limits } }),
    ...(access && { envFrom: [{ secretRef: { name: `${attempt}-access` } }] }),
  };
  const template = {
    metadata: { labels },
    spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers: [container] },
  };
  return admin.apply(
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: attempt, namespace: 'research', labels },
      spec: { backoffLimit: 0, ...(seconds !== undefined && { activeDeadlineSeconds: seconds }), template },
    },
    { type: resourceTypes.jobs, force: true },
  );
}

async function startAgent(name: string): Promise<Service> {
  const kubeconfig = path.join(directory.path, 'agent.kubeconfig');
  const kube = await openClusterClient({ kubeconfig, logger: keepingLogger(log) });
  const service = createKubernetesAgentService({
    url: scheduler.url,
    token: 'agent-token',
    cluster: 'local',
    data: path.join(directory.path, name),
    kube,
    version: '0.1.0',
    logger: keepingLogger(log),
    options: { reconciler: 'none', settleMs: 2_000 },
  });
  agents.push({ service, kube });
  await service.start();
  return service;
}

const deleteJob = (attempt: string): Promise<void> =>
  deleteObject(cluster.kubeconfig, resourceTypes.jobs, attempt, 'research');

const types = (attempt: string): string[] => scheduler.reports(attempt).map(({ type }) => type);

async function when(what: string, look: () => boolean): Promise<void> {
  await until(what, look, 90_000).catch((cause: unknown) => {
    throw new Error(log.join('\n'), { cause });
  });
}

async function outcome(attempt: string): Promise<string> {
  await when(`${attempt} has ended`, () => scheduler.ended(attempt) !== undefined);
  const ended = scheduler.ended(attempt);
  return ended ? `${ended.outcome}: ${ended.reason}` : '';
}

beforeAll(async () => {
  directory = await temporaryDirectory();
  cluster = await clusterUnderTest();
  admin = await openClusterClient({ kubeconfig: cluster.kubeconfig, logger: keepingLogger(log) });
  await makeAgentIdentity(admin, path.join(directory.path, 'agent.kubeconfig'), 'research');
  scheduler = await startFakeScheduler();
});

afterEach(async () => {
  for (const { service, kube } of agents) {
    await service.stop();
    await kube.close();
  }
  agents = [];
  expect(scheduler.violations).toEqual([]);
});

afterAll(async () => {
  await scheduler.close();
  await admin.close();
  await cluster[Symbol.asyncDispose]();
  await directory.remove();
});

describe('an agent with its role and no other right, on real controllers', () => {
  it('follows Jobs to their end, with logs, metrics and exit codes', async () => {
    await startAgent('a');
    await applyJob('train-a-1', { script: 'echo hello; echo slipway-metric loss=0.5; sleep 1; echo bye' });
    await applyJob('train-b-1', { script: 'echo failing; exit 3' });
    await applyJob('train-c-1', { script: 'sleep 600', seconds: 3 });
    expect(await outcome('train-a-1')).toBe('succeeded: exit code 0');
    expect(types('train-a-1')).toEqual(['picked-up', 'started', 'metric', 'ended']);
    expect(scheduler.log('train-a-1')).toBe('hello\nslipway-metric loss=0.5\nbye\n');
    expect(await outcome('train-b-1')).toBe('failed: exit code 3');
    expect(scheduler.log('train-b-1')).toBe('failing\n');
    expect(await outcome('train-c-1')).toBe('failed: DeadlineExceeded: timeout after 3s');
    expect(scheduler.statuses.at(-1)?.problems).toEqual([]);
  });

  it('gives pods the access that they wait for', async () => {
    scheduler.tracking = { token: 'run-token' };
    await startAgent('a');
    await applyJob('train-g-1', { script: 'echo "$SLIPWAY_URL" "$SLIPWAY_TOKEN"', access: true });
    expect(await outcome('train-g-1')).toBe('succeeded: exit code 0');
    expect(scheduler.log('train-g-1')).toBe(`${scheduler.url} run-token\n`);
    expect(types('train-g-1')).toEqual(['picked-up', 'started', 'ended']);
    expect(log.join('\n')).not.toContain('run-token');
  });

  it('tells why a pod gets no node, and what the nodes offer', async () => {
    const told = scheduler.statuses.length;
    await startAgent('a');
    await applyJob('train-d-1', { script: 'true', limits: { 'nvidia.com/gpu': '64' } });
    await when('the warning', () => types('train-d-1').includes('warning'));
    const warning = scheduler.reports('train-d-1').find(({ type }) => type === 'warning');
    expect(warning).toMatchObject({
      message: expect.stringContaining('Pod cannot be scheduled: 0/2') as unknown,
    });
    await when('the status is told', () => scheduler.statuses.length > told);
    expect(scheduler.statuses.at(-1)?.nodePools[0]).toMatchObject({ name: 'default', nodes: 2, ready: 2 });
    await deleteJob('train-d-1');
    expect(await outcome('train-d-1')).toBe('stopped: its Job was deleted');
  });

  it('says stopped of a Job deleted by hand, and nothing of the one that the reconciler makes again', async () => {
    await startAgent('a');
    await applyJob('train-e-1', { script: 'echo once; sleep 600' });
    await when('it runs', () => scheduler.log('train-e-1') === 'once\n');
    await deleteJob('train-e-1');
    await until(
      'the Job is gone',
      async () => !(await admin.get(resourceTypes.jobs, 'train-e-1', 'research')),
    );
    await applyJob('train-e-1', { script: 'echo twice' });
    expect(await outcome('train-e-1')).toBe('stopped: its Job was deleted');
    await when('the second execution is told', () =>
      (scheduler.statuses.at(-1)?.problems ?? []).some((text) => text.includes('train-e-1')),
    );
    expect(types('train-e-1')).toEqual(['picked-up', 'started', 'ended']);
    expect(scheduler.log('train-e-1')).toBe('once\n');
  });

  it('goes on after a restart of itself and of the API server, also without its memory', async () => {
    const first = await startAgent('a');
    await applyJob('train-f-1', {
      script: 'for i in 1 2 3 4 5 6 7 8 9 10; do echo slipway-metric step_$i=$i; sleep 1; done',
    });
    await when('it runs', () => types('train-f-1').includes('metric'));
    await first.stop();
    await startAgent('b');
    await cluster.started?.component('kube-apiserver').restart();
    expect(await outcome('train-f-1')).toBe('succeeded: exit code 0');
    expect(scheduler.log('train-f-1').split('\n')).toHaveLength(11);
    const metrics = scheduler
      .reports('train-f-1')
      .flatMap((report) => (report.type === 'metric' ? [report.value] : []));
    expect(metrics).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
