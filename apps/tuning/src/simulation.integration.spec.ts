import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConflictError, SlipwayError, UnavailableError } from '@slipway/kernel';
import { seededRandom } from '@slipway/testing';
import { TuningHarness } from './testing/tuning-harness.ts';

let harness: TuningHarness;

beforeAll(async () => {
  harness = await TuningHarness.start({ replicas: 2 });
});

afterAll(() => harness.stop());

const minute = 60_000;

/** Does something that may fail because the database went away or the study does not allow it now. */
async function tried<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnavailableError || error instanceof ConflictError) return undefined;
    throw error;
  }
}

describe('a study with workers that crash, repeat themselves and lose their trials', () => {
  it.each([1, 2, 3, 4])('keeps every result once, and its books in order: seed %d', async (seed) => {
    const random = seededRandom(seed);
    const below = (count: number): number => Math.floor(random() * count);
    const name = `simulated-${String(seed)}`;
    await harness.create(name, { sampler: 'tpe', stop: { trials: 60 }, lease: '10m', handOuts: 2 });
    /** Results that were acknowledged, by trial. */
    const told = new Map<number, number>();
    const step = async (): Promise<void> => {
      const [worker, replica] = [`worker-${String(below(6))}`, below(2)];
      const dice = random();
      if (dice < 0.06) harness.clock.advance(below(12) * minute);
      else if (dice < 0.12) await tried(() => harness.enqueue(name, random()));
      else if (dice < 0.2)
        await tried(() => harness.change(name, random() < 0.3 ? 'pauseStudy' : 'resumeStudy'));
      else {
        const answer = await tried(() => harness.ask(name, worker, 1 + below(3), replica));
        for (const { id } of answer?.trials ?? []) {
          // A crash: the trial is neither reported nor told.
          if (random() < 0.3) continue;
          await tried(() => harness.report(name, id, worker, below(5), random(), replica));
          const value = below(10);
          const result = random() < 0.1 ? ({ state: 'failed' } as const) : value;
          const acknowledged = await tried(() => harness.tell(name, id, result, replica));
          if (acknowledged && typeof result === 'number') told.set(id, value);
          if (random() < 0.2) await tried(() => harness.tell(name, id, result, 1 - replica));
        }
      }
    };
    const faults = ['before', 'within', 'after'] as const;
    harness.nextFault = () => (random() < 0.1 ? faults[below(3)] : undefined);
    for (let round = 0; round < 40; round += 1) await Promise.all(Array.from({ length: 4 }, step));

    harness.nextFault = () => undefined;

    const trials = await harness.trials(name);
    const study = await harness.study(name);
    expect(trials.map(({ id }) => id)).toEqual(trials.map((_, index) => index));
    expect(trials.length).toBeLessThanOrEqual(60);
    const counted: Record<string, number> = { waiting: 0, running: 0, complete: 0, pruned: 0, failed: 0 };
    for (const { state } of trials) counted[state] = (counted[state] ?? 0) + 1;
    expect(study.counts).toEqual(counted);
    for (const [id, value] of told) expect(trials[id]).toMatchObject({ state: 'complete', values: [value] });
    for (const { handedOut } of trials) expect(handedOut).toBeLessThanOrEqual(2);
    const least = Math.min(
      ...trials.filter(({ state }) => state === 'complete').map(({ values }) => Number(values[0] ?? 0)),
    );
    expect(study.best.map(({ values }) => values[0])).toEqual([least]);

    // Somebody who has never seen the study goes on as those who were there.
    await tried(() => harness.change(name, 'resumeStudy'));
    const newcomer = await harness.addReplica();
    expect(await harness.ask(name, 'last', 5, newcomer)).toEqual(await harness.ask(name, 'last', 5, 0));
  });

  it('answers what is wrong with one request to it alone', async () => {
    await harness.create('apart');
    const answers = await Promise.allSettled([
      harness.ids('apart', 'a'),
      harness.tell('apart', 99, 1),
      harness.ids('apart', 'b'),
      harness.enqueue('apart', 5),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(SlipwayError);
  });
});
