import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changeEndpoints, resourceEndpoints, runEndpoints, studyEndpoints } from '@slipway/contracts';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger, temporaryDirectory, until } from '@slipway/testing';
import { startPlatform, type Platform } from './start-platform.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

/** Needs nothing but a shell; one of its trials fails. */
const program = `
for argument in "$@"; do case "$argument" in --x=*) x="\${argument#--x=}";; esac; done
[ "$x" = 3 ] && exit 7
echo "slipway-metric loss=$((x * x))"
`;

const study = JSON.stringify({
  apiVersion: 'slipway.dev/v1',
  kind: 'Study',
  metadata: { name: 'bowl', team: 'demo' },
  spec: {
    parameters: [{ name: 'x', kind: 'int', low: 0, high: 5 }],
    objectives: [{ metric: 'loss', direction: 'minimize' }],
    sampler: 'grid',
    stop: { trials: 6 },
    trials: { workers: 2, image: 'docker.io/library/busybox:1', command: ['sh', '-c', program, 'bowl'] },
    target: { job: 'final' },
  },
});

/** Each trial adds its x once for each step to what its parent has left. */
const trainer = `
folder="$CHECKPOINTS/$SLIPWAY_STUDY"
mkdir -p "$folder"
state=0
[ -z "$SLIPWAY_TRIAL_PARENT" ] || state=$(cat "$folder/$SLIPWAY_TRIAL_PARENT")
state=$((state + SLIPWAY_PARAMETER_X * (SLIPWAY_TRIAL_TO_STEP - SLIPWAY_TRIAL_FROM_STEP)))
echo "$state" > "$folder/$SLIPWAY_TRIAL"
echo "slipway-metric state=$state"
`;

const population = (checkpoints: string): string =>
  JSON.stringify({
    apiVersion: 'slipway.dev/v1',
    kind: 'Study',
    metadata: { name: 'schedule', team: 'demo' },
    spec: {
      parameters: [{ name: 'x', kind: 'int', low: 1, high: 9 }],
      objectives: [{ metric: 'state', direction: 'maximize' }],
      sampler: 'pbt',
      population: { size: 3, interval: 10 },
      stop: { trials: 12 },
      trials: {
        workers: 2,
        image: 'docker.io/library/busybox:1',
        command: ['sh', '-c', trainer],
        env: [{ name: 'CHECKPOINTS', value: checkpoints }],
      },
    },
  });

interface MlflowRun {
  readonly info: { readonly status: string };
  readonly data: {
    readonly params?: readonly { readonly value: string }[];
    readonly metrics?: readonly { readonly value: number }[];
  };
}

const job = JSON.stringify({
  apiVersion: 'slipway.dev/v1',
  kind: 'Job',
  metadata: { name: 'final', team: 'demo' },
  spec: { image: 'docker.io/library/busybox:1', command: ['echo'], args: ['--x=9'] },
});

describe('a Study on a platform with an agent', () => {
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let platform: Platform;

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    platform = await startPlatform({
      data: path.join(temporary.path, 'data'),
      host: '127.0.0.1',
      port: 0,
      template: path.join(repository, 'gitops/environment'),
      launcher: path.join(repository, 'apps/cli/bin/slipway.mjs'),
      logger: quietLogger,
      metrics: createMetrics(),
    });
  });
  afterAll(async () => {
    await platform.stop();
    await temporary.remove();
  });

  /** The children of the run that tracks the workers, by x. */
  async function trackedTrials(run: string): Promise<readonly object[]> {
    const { client } = platform;
    const { tracked } = await client.call(runEndpoints.getRun, { params: { team: 'demo', run } });
    const connection = await readFile(path.join(temporary.path, 'data/connection.json'), 'utf8');
    const { token } = JSON.parse(connection) as { token: string };
    const url = `${platform.url}/teams/demo/api/2.0/mlflow/runs/search`;
    const answer = await fetch(url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        experiment_ids: [tracked?.experimentId],
        filter: `tags.mlflow.parentRunId = '${tracked?.runId ?? ''}'`,
      }),
    });
    const { runs } = (await answer.json()) as { runs: readonly MlflowRun[] };
    return runs
      .map(({ info: { status }, data: { params, metrics } }) => ({
        ...{ x: params?.[0]?.value, loss: metrics?.[0]?.value, status },
      }))
      .sort((one, other) => Number(one.x) - Number(other.x));
  }

  it('is run by workers of its own until it has ended, and its result is in git, all in a handful of commits', async () => {
    const { client } = platform;
    const apply = (text: string, run: 'never' | 'when-changed') =>
      client.call(resourceEndpoints.apply, {
        body: { documents: [{ file: 'study.yaml', text }], files: [], run },
      });
    await apply(job, 'never');
    const { resources } = await apply(study, 'when-changed');
    const [applied] = resources;
    const params = { team: 'demo', name: 'bowl' };
    const now = () => client.call(studyEndpoints.getStudy, { params });
    await until('it has ended', async () => (await now()).state === 'ended', 120_000);
    expect(await now()).toMatchObject({
      reason: 'all 6 trials ended',
      counts: { complete: 5, failed: 1, running: 0 },
      best: [{ parameters: { x: 0 }, values: [0] }],
    });
    const commits = async (resource: string): Promise<readonly string[]> =>
      (await client.call(changeEndpoints.history, { query: { resource, limit: 100 } })).items.map(
        ({ subject }) => subject,
      );
    const run = applied?.run ?? '';
    await until(
      'its workers are retired',
      async () => (await commits(`Run/demo/${run}`)).length === 1,
      180_000,
    );
    await until(
      'its result is committed',
      async () => (await commits('Study/demo/bowl')).length === 2,
      180_000,
    );
    expect(await commits('Study/demo/bowl')).toEqual([
      'Result of Study/demo/bowl',
      `Add Study/demo/bowl, run ${run}`,
    ]);
    expect(await commits(`Run/demo/${run}`)).toEqual([`Retire ${run}: succeeded`]);
    expect(await trackedTrials(run)).toEqual([
      { x: '0', loss: 0, status: 'FINISHED' },
      { x: '1', loss: 1, status: 'FINISHED' },
      { x: '2', loss: 4, status: 'FINISHED' },
      { x: '3', loss: undefined, status: 'FAILED' },
      { x: '4', loss: 16, status: 'FINISHED' },
      { x: '5', loss: 25, status: 'FINISHED' },
    ]);
    const target = await client.call(resourceEndpoints.getJob, { params: { team: 'demo', name: 'final' } });
    expect(target).toMatchObject({ generation: 2, spec: { args: ['--x=0'] } });
  }, 480_000);

  it('trains a population whose trials go on from what others have left in a folder', async () => {
    const { client } = platform;
    const text = population(path.join(temporary.path, 'checkpoints'));
    await client.call(resourceEndpoints.apply, {
      body: { documents: [{ file: 'study.yaml', text }], files: [], run: 'when-changed' },
    });
    const params = { team: 'demo', name: 'schedule' };
    const now = () => client.call(studyEndpoints.getStudy, { params });
    await until('it has ended', async () => (await now()).state === 'ended', 120_000);
    const { items } = await client.call(studyEndpoints.listTrials, { params, query: { limit: 100 } });
    const states = new Map(items.map(({ id, values }) => [id, Number(values[0])]));
    for (const { id, parameters, training } of items) {
      const before = training?.parent === undefined ? 0 : states.get(training.parent);
      expect(states.get(id)).toBe((before ?? NaN) + 10 * Number(parameters.x));
    }
    expect(Math.max(...items.map(({ training }) => training?.toStep ?? 0))).toBeGreaterThan(20);
    expect(await now()).toMatchObject({ counts: { complete: 12, failed: 0 } });
  }, 240_000);

  it('gets more and fewer workers by a commit each, without its search or their run beginning again', async () => {
    const { client } = platform;
    const gate = path.join(temporary.path, 'gate');
    // A program may be told to end twice: by who ends its worker, and by its worker.
    const program = `trap ": >${gate}.ended; exit 1" TERM; echo "$JOB_COMPLETION_INDEX" >>${gate}.workers; until [ -e ${gate} ]; do sleep 0.05; done; echo "slipway-metric loss=1"`;
    const scaled = (workers: number): string =>
      JSON.stringify({
        apiVersion: 'slipway.dev/v1',
        kind: 'Study',
        metadata: { name: 'scaled', team: 'demo' },
        spec: {
          parameters: [{ name: 'x', kind: 'int', low: 0, high: 5 }],
          objectives: [{ metric: 'loss', direction: 'minimize' }],
          sampler: 'random',
          stop: { trials: 4 },
          trials: { workers, image: 'docker.io/library/busybox:1', command: ['sh', '-c', program] },
        },
      });
    const apply = async (workers: number) => {
      const { resources } = await client.call(resourceEndpoints.apply, {
        body: { documents: [{ file: 'study.yaml', text: scaled(workers) }], files: [], run: 'when-changed' },
      });
      return resources[0];
    };
    const workersSoFar = async (): Promise<string> =>
      (await readFile(`${gate}.workers`, 'utf8').catch(() => '')).trim().replaceAll('\n', ' ');
    const began = (wanted: string): Promise<unknown> =>
      until(`workers have said ${wanted}`, async () => (await workersSoFar()) === wanted, 120_000);

    const run = (await apply(1))?.run ?? '';
    await began('0');
    expect((await apply(2))?.run).toBeUndefined();
    await began('0 1');
    expect((await apply(1))?.run).toBeUndefined();
    const params = { team: 'demo', run };
    const scalings = async (): Promise<number> =>
      (
        await Array.fromAsync(
          client.events(runEndpoints.watchRuns, {
            params: { team: 'demo' },
            query: { run, follow: false },
          }),
        )
      ).filter(({ data }) => data.type === 'scaled').length;
    expect(await scalings()).toBe(2);
    await until('the second one is ended', () => existsSync(`${gate}.ended`), 120_000);
    expect(await workersSoFar()).toBe('0 1');
    await writeFile(gate, '');
    await until(
      'the run has succeeded',
      async () => (await client.call(runEndpoints.getRun, { params })).state === 'succeeded',
      180_000,
    );
    expect(
      await client.call(studyEndpoints.getStudy, { params: { team: 'demo', name: 'scaled' } }),
    ).toMatchObject({ state: 'ended', counts: { complete: 4, failed: 0 } });
    // The trial of the surplus worker was handed out again; no worker but the first one has run since.
    expect(await workersSoFar()).toBe('0 1 0 0 0');
  }, 480_000);

  it('runs each trial as a Job of its own, in waves of a commit each', async () => {
    const { client } = platform;
    const ofJobs = JSON.stringify({
      apiVersion: 'slipway.dev/v1',
      kind: 'Study',
      metadata: { name: 'waves', team: 'demo' },
      spec: {
        parameters: [{ name: 'x', kind: 'int', low: 0, high: 5 }],
        objectives: [{ metric: 'loss', direction: 'minimize' }],
        sampler: 'grid',
        stop: { trials: 6 },
        trials: {
          mode: 'jobs',
          parallelism: 3,
          image: 'docker.io/library/busybox:1',
          command: ['sh', '-c', `echo "trial $SLIPWAY_TRIAL of $SLIPWAY_STUDY"${program}`, 'waves'],
        },
      },
    });
    const { resources } = await client.call(resourceEndpoints.apply, {
      body: { documents: [{ file: 'study.yaml', text: ofJobs }], files: [], run: 'when-changed' },
    });
    expect(resources[0]).toMatchObject({ action: 'created', paths: ['teams/demo/studies/waves.yaml'] });
    const params = { team: 'demo', name: 'waves' };
    const now = () => client.call(studyEndpoints.getStudy, { params });
    await until('it has ended', async () => (await now()).state === 'ended', 180_000);
    expect(await now()).toMatchObject({
      reason: 'all 6 trials ended',
      counts: { complete: 5, failed: 1, running: 0 },
      best: [{ parameters: { x: 0 }, values: [0] }],
    });
    const commits = async (): Promise<readonly string[]> =>
      (
        await client.call(changeEndpoints.history, { query: { resource: 'Study/demo/waves', limit: 100 } })
      ).items.map(({ subject }) => subject);
    await until(
      'its result is committed and its runs are retired',
      async () => {
        const subjects = (await commits()).join();
        return subjects.includes('Result') && subjects.includes('Retire');
      },
      180_000,
    );
    const subjects = await commits();
    const waves = subjects.filter((subject) => subject.startsWith('Start trial'));
    expect(waves.length).toBeLessThanOrEqual(4);
    expect(waves.at(-1)).toBe('Start trials 0 to 2 of Study/demo/waves');
    expect(subjects).toHaveLength(waves.length + 3);

    const { items: runs } = await client.call(runEndpoints.listRuns, {
      params: { team: 'demo' },
      query: { job: 'waves', limit: 100 },
    });
    expect(runs.map(({ state }) => state).sort()).toEqual(['failed', ...Array<string>(5).fill('succeeded')]);
    await until('no run is left in git', async () => {
      const { items } = await client.call(runEndpoints.listRuns, {
        params: { team: 'demo' },
        query: { job: 'waves', limit: 100 },
      });
      return items.every(({ retiredBy }) => retiredBy !== undefined);
    });
  }, 480_000);
});
