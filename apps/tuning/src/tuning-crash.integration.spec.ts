import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '@slipway/postgres';
import type { StudyDelta, TrialRecord } from '@slipway/ports';
import {
  liveThroughKills,
  seededRandom,
  temporaryDirectory,
  until,
  type ServiceProcess,
  type TemporaryDirectory,
} from '@slipway/testing';
import { repeatCalls } from './testing/repeat-calls.ts';
import { Acknowledged, StubbornWorker } from './testing/stubborn-worker.ts';
import { sampleSpec, tokenEntries, TuningHarness } from './testing/tuning-harness.ts';
import { startTuningProcess } from './testing/tuning-process.ts';

const kills = Number(process.env.SLIPWAY_KILLS ?? 20);
const seed = Number(process.env.SLIPWAY_SEED ?? Date.now() % 1_000_000);

const workersPerStudy = 3;
/** Answers of one life of the service, at the most. */
const answersOfLife = 60;
/** Milliseconds that a service starts for, at the least. */
const startTime = 1_500;

const spec = {
  // Short: trials of workers that wait for the next service get lost to others as well.
  lease: '1s',
  stop: { trials: 1_000 },
  parameters: [
    ...sampleSpec().parameters,
    { name: 'y', kind: 'float' as const, low: 1e-5, high: 1, scale: 'log' as const },
  ],
};
const studies = [
  { study: 'auto', spec },
  { study: 'tpe', spec: { ...spec, earlyStopping: { rule: 'median', options: { warmUpTrials: 2 } } } },
  { study: 'cma-es', spec },
  { study: 'nsga2', spec },
  { study: 'pbt', spec: { ...spec, population: { size: 9, interval: 5 } } },
].map((one) => ({
  study: one.study,
  spec: { ...one.spec, sampler: one.study },
  acknowledged: new Acknowledged(),
}));

let harness: TuningHarness;
let database: Database;
let folder: TemporaryDirectory;
let tokensFile: string;
let running: ServiceProcess | undefined;
/** Number in the harness of the service that runs, or of the next one. */
let service = Promise.withResolvers<number>();

function start(): void {
  const own = service;
  running = startTuningProcess(harness.databaseUrl, tokensFile);
  void running.ready.then((url) => {
    if (url !== undefined) own.resolve(harness.addServer(url));
  });
}

async function kill(): Promise<void> {
  const gone = service;
  service = Promise.withResolvers();
  await running?.kill();
  // Who waits for one that did not get ready waits for the next one.
  gone.resolve(service.promise);
}

const random = seededRandom(seed);
let answers = 0;

/** Workers work on all studies at once. */
const work = (enough: AbortSignal): Promise<unknown> =>
  Promise.all(
    studies.flatMap(({ study, acknowledged }) =>
      upTo(workersPerStudy).map((place) =>
        new StubbornWorker({
          ...{ harness, study, name: `worker-${String(place)}`, acknowledged },
          random: seededRandom(Math.floor(random() * 2 ** 32)),
          service: () => service.promise,
          answered: () => {
            answers += 1;
          },
        }).work(enough),
      ),
    ),
  );

const answered = async (): Promise<void> => {
  const wanted = answers + 1 + random() * answersOfLife;
  await until('workers are answered', () => answers >= wanted, 60_000);
};

beforeAll(
  async () => {
    harness = await TuningHarness.start();
    database = await openDatabase({ url: harness.databaseUrl, maxConnections: 2 });
    folder = await temporaryDirectory();
    tokensFile = path.join(folder.path, 'tokens.json');
    await writeFile(tokensFile, JSON.stringify(tokenEntries));
    for (const one of studies) await harness.create(one.study, one.spec);
    // The start of all that follow is compiled by one that stops: one that is killed does not keep what it compiled.
    const first = startTuningProcess(harness.databaseUrl, tokensFile);
    await first.ready;
    await first.stop();
    await liveThroughKills({
      ...{ kills, random, startTime, start, kill },
      serving: 0.8,
      load: work,
      served: answered,
    });
  },
  30_000 + kills * 10_000,
);

afterAll(async () => {
  await kill();
  await database.close();
  await harness.stop();
  await folder.remove();
});

async function kept(study: string): Promise<StudyDelta> {
  const delta = await database.studyStore.delta('vision', study, undefined, true);
  if (!delta) throw new Error(`there is no study ${study}`);
  return delta;
}

const byNumber = ({ open, ended }: StudyDelta): readonly TrialRecord[] =>
  [...open, ...ended].sort((one, other) => one.number - other.number);

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Of a trial what does not depend on who had it, and when. */
const lifeOf = ({
  number,
  parameters,
  point,
  isSuggested,
  training,
  begun,
  told,
  ...trial
}: TrialRecord) => ({
  ...{ number, parameters, point, isSuggested, training, begun, told },
  ...{ state: trial.state, values: trial.values, improved: trial.improved },
  ...{ reports: trial.reports, lastValues: trial.lastValues, isStopped: trial.isStopped },
});

describe.each(studies)(
  `a study of $study after kill -9 of its service (seed ${String(seed)})`,
  ({ study, spec, acknowledged }) => {
    it('has all that was acknowledged, as it was', async () => {
      const { trials, results, reports, silent } = acknowledged;
      const delta = await kept(study);
      const known = byNumber(delta);
      expect(results.length).toBeGreaterThan(kills / 2);
      for (const trial of trials) expect(known[trial.number]).toMatchObject(trial);
      for (const result of results) expect(known[result.number]).toMatchObject(result);
      const reported = delta.reports.map(({ trial, step }) => ({ trial, step }));
      expect(reported).toEqual(expect.arrayContaining([...reports]));
      // Whoever asked again has got what was meant for him: nothing is with somebody who does not know it.
      const owners = delta.open.flatMap(({ worker }) => worker ?? []);
      expect(owners.filter((worker) => !silent.has(worker))).toEqual([]);
    });

    it('has everything once: trials, their beginnings and results, reports and counts', async () => {
      const delta = await kept(study);
      const trials = byNumber(delta);
      expect(trials.map(({ number }) => number + 1)).toEqual(upTo(delta.study.nextTrial));
      const places = trials.flatMap(({ begun, told }) => [begun ?? [], told ?? []].flat());
      expect(places.sort((one, other) => one - other)).toEqual(upTo(delta.study.sequence));
      expect(delta.reports.map(({ place }) => place)).toEqual(upTo(delta.study.reports));
      for (const { number, reports, lastStep } of trials) {
        const steps = delta.reports.filter(({ trial }) => trial === number).map(({ step }) => step);
        expect(steps).toEqual(upTo(reports));
        expect(lastStep ?? 0).toBe(reports);
      }
      const counted = { waiting: 0, running: 0, complete: 0, pruned: 0, failed: 0 };
      for (const { state } of trials) counted[state] += 1;
      expect((await harness.study(study)).counts).toEqual(counted);
    });

    it('goes on as one whose service was never killed', async () => {
      const { open } = await kept(study);
      const { trials } = await harness.ask(study, 'newcomer', open.length + 3, await service.promise);
      expect(trials.length).toBeGreaterThan(open.length);
      const delta = await kept(study);
      const twin = `${study}-twin`;
      await harness.create(twin, spec);
      await repeatCalls(harness, delta, twin);
      const repeated = await kept(twin);
      expect(byNumber(repeated).map(lifeOf)).toEqual(byNumber(delta).map(lifeOf));
      expect(repeated.study.results).toEqual(delta.study.results);
    });
  },
);
