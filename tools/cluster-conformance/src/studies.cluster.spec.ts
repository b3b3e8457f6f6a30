import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runEndpoints, studyEndpoints, type Study, type Trial } from '@slipway/contracts';
import { buildRunner } from '@slipway/runner';
import { plainGit, processesWith, temporaryDirectory, until } from '@slipway/testing';
import type { KubernetesObject } from './testing/cluster-api.ts';
import { describeOwnClusters } from './testing/own-clusters.ts';
import { SlipwayCluster } from './testing/slipway-cluster.ts';
import { SlipwayPlatform } from './testing/slipway-platform.ts';

const slipwayImage = 'registry.example.org/slipway:1';
const image = 'docker.io/library/busybox:1';

interface Pod extends KubernetesObject {
  readonly status: { readonly phase: string };
}

/** Kills all processes of a worker's pod, as a node does that is out of memory. */
async function killPod(attempt: string, index: number): Promise<void> {
  const ofAttempt = await processesWith(`SLIPWAY_ATTEMPT=${attempt}\0`);
  const ofPod = await processesWith(`JOB_COMPLETION_INDEX=${String(index)}\0`);
  for (const pid of ofAttempt.filter((id) => ofPod.includes(id))) process.kill(pid, 'SIGKILL');
}

describeOwnClusters('a Study on a cluster', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let platform: SlipwayPlatform;
  let cluster: SlipwayCluster;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    const runner = path.join(directory.path, 'runner');
    await buildRunner(runner);
    platform = await SlipwayPlatform.start(directory.path, { services: ['tuning'] });
    await mkdir(path.join(directory.path, 'gate'));
    const imageFiles = {
      [slipwayImage]: { '/opt/slipway/runner': runner },
      [image]: { '/gate': path.join(directory.path, 'gate') },
    };
    const nodes = [{ name: 'cpu-1', imageFiles }];
    cluster = await SlipwayCluster.start(platform, 'dev', 'flux', directory.path, { nodes, slipwayImage });
  }, 1_800_000);
  afterAll(async () => {
    await (cluster as SlipwayCluster | undefined)?.stop();
    await (platform as SlipwayPlatform | undefined)?.stop();
    await directory[Symbol.asyncDispose]();
  }, 120_000);

  const study = (name: string, trials: object, count: number): object => ({
    apiVersion: 'slipway.dev/v1',
    kind: 'Study',
    metadata: { name, team: platform.team },
    spec: {
      parameters: [{ name: 'x', kind: 'float', low: -1, high: 1 }],
      objectives: [{ metric: 'loss', direction: 'minimize' }],
      stop: { trials: count },
      trials: {
        image,
        parameters: 'environment',
        resources: { cpu: '100m', memory: '64Mi' },
        placement: { clusters: ['dev'] },
        ...trials,
      },
    },
  });
  const found = (name: string): Promise<Study> =>
    platform.client.call(studyEndpoints.getStudy, { params: { team: platform.team, name } });
  const trialsOf = async (name: string): Promise<readonly Trial[]> => {
    const params = { team: platform.team, name };
    return (await platform.client.call(studyEndpoints.listTrials, { params, query: {} })).items;
  };
  const untilEnded = (name: string): Promise<Study> =>
    until(
      `study ${name} has ended`,
      async () => {
        const now = await found(name);
        return now.state === 'ended' && now;
      },
      240_000,
    );
  const resultOf = (name: string): Promise<string> =>
    until('the result is committed', () =>
      plainGit(
        platform.repository.directory,
        'show',
        `main:teams/${platform.team}/studies/${name}.result.yaml`,
      ).catch(() => undefined),
    );
  const untilRunning = (run: string, count: number): Promise<readonly Pod[]> =>
    until(
      `${String(count)} pods of ${run} run`,
      async () => {
        const running = ((await cluster.podsOf(run)) as readonly Pod[]).filter(
          ({ status }) => status.phase === 'Running',
        );
        return running.length === count && running;
      },
      120_000,
    );
  const untilAtWork = (name: string, ids: readonly number[]): Promise<unknown> =>
    until(
      `trials ${ids.join(', ')} of ${name} are at work`,
      async () => {
        const running = (await trialsOf(name)).filter(({ state }) => state === 'running');
        return ids.every((id) => running.some((trial) => trial.id === id));
      },
      120_000,
    );

  it('is run by workers, more of them by a commit, whose trials are handed out again when a pod is killed', async () => {
    const script = `while [ ! -e /gate/open ]; do sleep 0.1; done; echo slipway-metric loss=$SLIPWAY_PARAMETER_X`;
    const ofWorkers = (workers: number): object =>
      study(
        'workers',
        {
          ...{ workers, command: ['sh', '-c', script] },
          retries: { limit: 3, backoff: { initial: '1s' } },
        },
        10,
      );
    const run = await platform.apply(ofWorkers(2));
    await untilRunning(run, 2);
    await untilAtWork('workers', [0, 1]);

    expect(await platform.apply(ofWorkers(3))).toBe('');
    await untilRunning(run, 3);
    await untilAtWork('workers', [0, 1, 2]);
    expect((await platform.getRun(run)).attempts).toHaveLength(1);

    await killPod(`${run}-1`, 0);
    await until(
      'another attempt is made',
      async () => (await platform.getRun(run)).attempts.length === 2,
      120_000,
    );
    await untilRunning(run, 3);
    await untilAtWork('workers', [0, 1, 2]);

    await writeFile(path.join(directory.path, 'gate/open'), '');
    expect(await untilEnded('workers')).toMatchObject({ counts: { complete: 10, failed: 0 } });
    for (const { values, parameters } of await trialsOf('workers')) expect(values).toEqual([parameters.x]);
    expect(await resultOf('workers')).toContain('complete: 10\n');
    await cluster.untilRetired(run, 'succeeded');
  }, 900_000);

  it('is run by Jobs in waves, and each of its trials is told once', async () => {
    const command = ['sh', '-c', 'echo slipway-metric loss=$SLIPWAY_PARAMETER_X'];
    await platform.apply(study('jobs', { mode: 'jobs', parallelism: 2, command }, 4));
    expect(await untilEnded('jobs')).toMatchObject({ counts: { complete: 4, failed: 0 } });
    for (const { values, parameters } of await trialsOf('jobs')) expect(values).toEqual([parameters.x]);
    expect(await resultOf('jobs')).toContain('complete: 4\n');
    const params = { team: platform.team };
    const { items } = await platform.client.call(runEndpoints.listRuns, { params, query: {} });
    const runs = items.filter(({ job }) => job === 'jobs');
    expect(runs.map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'succeeded'));
    for (const { name } of runs) await cluster.untilRetired(name, 'succeeded');
  }, 900_000);
});
