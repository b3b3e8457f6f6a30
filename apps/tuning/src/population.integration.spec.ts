import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { TuningHarness } from './testing/tuning-harness.ts';

let harness: TuningHarness;

beforeAll(async () => {
  harness = await TuningHarness.start();
});

afterAll(() => harness.stop());

const spec = { sampler: 'pbt', population: { size: 4, interval: 10 }, stop: { trials: 40 } };
const anew = { fromStep: 0, toStep: 10 };
const after = (parent: number, fromStep = 10) => ({ parent, fromStep, toStep: fromStep + 10 });

/** Trials one after the other, with these results. */
async function run(study: string, losses: readonly number[], replica = 0): Promise<void> {
  for (const loss of losses) {
    const [id = -1] = await harness.ids(study, 'w', 1, replica);
    await harness.tell(study, id, loss, replica);
  }
}

describe('a study that trains a population', () => {
  it('says of each trial what it trains and from whose state, to its worker and later', async () => {
    await harness.create('lineage', spec);
    expect((await harness.ask('lineage', 'w')).trials[0]?.training).toEqual(anew);
    await run('lineage', [1, 2, 3, 9]);
    const { trials } = await harness.ask('lineage', 'w', 4);
    expect(trials.map(({ training }) => training)).toEqual([after(0), after(1), after(2), after(0)]);
    const listed = await harness.trials('lineage');
    expect(listed.map(({ training }) => training)).toEqual([
      ...Array<object>(4).fill(anew),
      ...trials.map(({ training }) => training),
    ]);
    expect(trials[2]?.parameters).toEqual(listed[2]?.parameters);
    expect(trials[3]?.parameters).not.toEqual(listed[3]?.parameters);
  });

  it('has no trial for more workers than it has members, until one has ended', async () => {
    await harness.create('full', spec);
    expect(await harness.ids('full', 'a', 9)).toEqual([0, 1, 2, 3]);
    expect(await harness.ask('full', 'b')).toEqual({ trials: [], state: 'running' });
    await harness.tell('full', 2, 1);
    expect((await harness.ask('full', 'b')).trials).toMatchObject([{ id: 4, training: after(2) }]);
  });

  it('gives a trial of a silent worker to another one with the state that it went on from', async () => {
    await harness.create('silent', spec);
    await run('silent', [1, 2, 3, 9]);
    const { trials } = await harness.ask('silent', 'gone', 4);
    expect((await harness.ask('silent', 'gone', 4)).trials).toEqual(trials);
    harness.clock.advance(3_600_001);
    expect((await harness.ask('silent', 'other', 4)).trials).toEqual(trials);
  });

  it('begins with configurations of the user', async () => {
    await harness.create('given', spec);
    await harness.enqueue('given', 0.25);
    await run('given', [1, 2, 3, 9]);
    const [first] = (await harness.ask('given', 'w')).trials;
    expect(first).toEqual({ id: 4, parameters: { x: 0.25 }, training: after(0) });
  });

  it('goes on after a restart as one whose service was never stopped', async () => {
    const losses = Array.from({ length: 30 }, (_, trial) => (trial * 7) % 13);
    await harness.create('restarted', spec);
    await harness.create('twin', spec);
    await run('twin', losses);
    await run('restarted', losses.slice(0, 14));
    const replica = await harness.addReplica();
    await run('restarted', losses.slice(14, 21), replica);
    // What others did meanwhile is heard by the one that was there before.
    await run('restarted', losses.slice(21));
    const lives = async (study: string) =>
      (await harness.trials(study)).map(({ id, parameters, training }) => ({ id, parameters, training }));
    expect(await lives('restarted')).toEqual(await lives('twin'));
  });

  it('is refused where it makes no sense', async () => {
    const refused = harness.create('refused', { ...spec, sampler: 'tpe' });
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toMatchObject({ issues: [{ path: 'body.spec.population' }] });
    await expect(harness.create('refused', { ...spec, population: { size: 1 } })).rejects.toMatchObject({
      issues: [{ path: 'body.spec.population.size' }],
    });
  });
});
