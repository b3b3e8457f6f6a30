import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, systemRandom } from '@slipway/kernel';
import { openDatabase, type Database } from '@slipway/postgres';
import { parseResources } from '@slipway/resources';
import { acceptedRun, type RunState } from '@slipway/runs';
import { Wakes } from '@slipway/service';
import { jobsWorker } from '@slipway/studies';
import { quietLogger } from '@slipway/testing';
import { TuningHarness } from '../testing/tuning-harness.ts';
import { StudyTurns } from '../turns/study-turns.ts';
import type { TuningDeps } from '../tuning-deps.ts';
import { followResources } from './follow-resources.ts';
import { TrialJobs } from './trial-jobs.ts';

let harness: TuningHarness;
let database: Database;
let deps: TuningDeps;
let turns: StudyTurns;
let jobs: TrialJobs;
let study: string;
let studies = 0;

beforeAll(async () => {
  harness = await TuningHarness.start();
  database = await openDatabase({ url: harness.databaseUrl, maxConnections: 3 });
  const { studyStore: store, studyResources: resources } = database;
  deps = { store, resources, clock: harness.clock, random: systemRandom, logger: quietLogger };
  turns = new StudyTurns({ ...deps, wakes: new Wakes(harness.clock) });
});
afterAll(async () => {
  await turns.idle();
  await database.close();
  await harness.stop();
});
beforeEach(() => {
  study = `waves-${String((studies += 1))}`;
  jobs = new TrialJobs(deps, turns);
});

/** Plays the scheduler: accepts a Study whose trials are Jobs, and has it started. */
async function accept(search: object = {}): Promise<void> {
  const source = JSON.stringify({
    apiVersion: 'slipway.dev/v1',
    kind: 'Study',
    metadata: { name: study, team: 'vision' },
    spec: {
      parameters: [{ name: 'x', kind: 'float', low: 0, high: 1 }],
      objectives: [{ metric: 'loss', direction: 'minimize' }],
      sampler: 'random',
      stop: { trials: 10 },
      trials: { mode: 'jobs', parallelism: 4, image: 'python:3.13', command: ['python', 'tune.py'] },
      ...search,
    },
  });
  const [document] = parseResources('study.yaml', source);
  if (!document) throw new TypeError('expected a Study');
  await database.schedulerStore.transaction(async (transaction) => {
    await transaction.saveResource({
      ...{ kind: 'Study', team: 'vision', name: study, generation: 1, change: newId(new Date()), source },
      ...{ files: {}, document: { ...document }, updatedAt: harness.clock.now(), rejection: undefined },
    });
    await transaction.startTrials('vision', study, true);
  });
  await followResources(deps, turns, 10);
}

/** Plays the scheduler: the run of a trial is now as given, and has said these values of its metric. */
async function run(trial: number, state: RunState, said: readonly (readonly [number, number?])[] = []) {
  const ref = (await database.studyStore.find('vision', study))?.ref ?? 0;
  const name = `${study}-${String(trial)}`;
  await database.schedulerStore.transaction(async (transaction) => {
    const resource = await transaction.findResource({ kind: 'Study', team: 'vision', name: study });
    const identity = {
      ...{ team: 'vision', name, job: study, generation: 1, revision: resource?.change ?? '' },
      ...{ requestedBy: 'alice', requestReason: '', traceparent: undefined, createdAt: new Date() },
      trial: { study: ref, number: trial, parameters: {} },
    };
    const retry = { limit: 0, backoff: { initial: 0, factor: 1, max: 0 } };
    const known =
      (await transaction.lockRun('vision', name)) ??
      (await transaction.addRun(identity, acceptedRun(retry, 'local')));
    if (!known) throw new TypeError('expected a run');
    await transaction.addMetrics(
      said.map(([value, step]) => ({ run: known.id, name: 'loss', value, step, at: new Date() })),
      100,
    );
    await transaction.saveRuns([{ ...known, run: { ...known.run, state } }]);
  });
}

const trials = async (): Promise<readonly string[]> =>
  (await harness.trials(study)).map(({ id, state, values }) => [id, state, ...values].map(String).join(' '));
const atWork = async (): Promise<readonly number[]> =>
  (await harness.trials(study)).flatMap(({ id, state, worker }) =>
    state === 'running' && worker === jobsWorker ? [id] : [],
  );

describe('trials that run as Jobs', () => {
  it('are handed out in waves, when half of the places are free', async () => {
    await accept();
    await jobs.follow();
    expect(await atWork()).toEqual([0, 1, 2, 3]);
    await run(0, 'succeeded', [[0.5]]);
    await run(1, 'running');
    await jobs.follow();
    expect(await atWork()).toEqual([1, 2, 3]);
    await run(1, 'failed');
    await jobs.follow();
    expect(await atWork()).toEqual([2, 3, 4, 5]);
    expect(await trials()).toContain('0 complete 0.5');
    expect(await trials()).toContain('1 failed');
  });

  it('are not handed out twice by another replica, nor told twice', async () => {
    await accept();
    await jobs.follow();
    await run(0, 'succeeded', [[0.5]]);
    await Promise.all([jobs.follow(), new TrialJobs(deps, turns).follow()]);
    await new TrialJobs(deps, turns).follow();
    expect(await atWork()).toEqual([1, 2, 3]);
    expect((await harness.study(study)).counts).toMatchObject({ complete: 1, failed: 0, running: 3 });
  });

  it('have the last value of their run as their result, and have failed without one', async () => {
    await accept();
    await jobs.follow();
    await run(0, 'succeeded', [[0.5], [0.25]]);
    await run(1, 'succeeded');
    await run(2, 'failed', [[0.1]]);
    await run(3, 'cancelled', [[0.7, 1]]);
    await jobs.follow();
    expect((await trials()).filter((text) => !text.includes('running'))).toEqual([
      '0 complete 0.25',
      '1 failed',
      '2 failed',
      '3 pruned 0.7',
    ]);
  });

  it('report their steps, and are stopped early', async () => {
    await accept({ earlyStopping: { rule: 'patience', options: { patience: 1 } } });
    await jobs.follow();
    await run(0, 'running', [[0.5, 1]]);
    await run(1, 'running', [[0.5, 1]]);
    await jobs.follow();
    expect(await atWork()).toEqual([0, 1, 2, 3]);
    await run(0, 'running', [[0.4, 2]]);
    await run(1, 'running', [[0.9, 2]]);
    await new TrialJobs(deps, turns).follow();
    expect(await trials()).toContain('1 pruned 0.9');
    expect(await atWork()).toEqual([0, 2, 3]);
  });

  it('keep their leases while somebody follows them', async () => {
    await accept({ lease: '1m' });
    await jobs.follow();
    for (let half = 0; half < 6; half += 1) {
      harness.clock.advance(30_000);
      await jobs.follow();
    }
    expect(await harness.ids(study, 'another', 1)).toEqual([4]);
    harness.clock.advance(61_000);
    expect(await harness.ids(study, 'another', 2)).toEqual([4, 0]);
    await run(0, 'succeeded', [[0.5]]);
    await jobs.follow();
    expect(await atWork()).not.toContain(0);
  });

  it('are not handed out any more when their study has ended', async () => {
    await accept({ stop: { trials: 1 } });
    await jobs.follow();
    expect(await atWork()).toEqual([0]);
    await run(0, 'succeeded', [[0.5]]);
    await jobs.follow();
    await jobs.follow();
    expect(await harness.study(study)).toMatchObject({ state: 'ended', counts: { running: 0, complete: 1 } });
  });
});
