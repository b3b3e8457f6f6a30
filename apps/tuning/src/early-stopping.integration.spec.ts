import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { TuningHarness } from './testing/tuning-harness.ts';

let harness: TuningHarness;

beforeAll(async () => {
  harness = await TuningHarness.start();
});

afterAll(() => harness.stop());

describe('a study with early stopping', () => {
  const median = { rule: 'median', options: { warmUpTrials: 2 } };

  it('tells a trial that falls behind to stop, again when it asks again, also after a restart', async () => {
    await harness.create('median', { earlyStopping: median });
    await harness.ids('median', 'a', 3);
    for (const trial of [0, 1])
      for (const step of [1, 2]) await harness.report('median', trial, 'a', step, 0.1);
    expect(await harness.report('median', 2, 'a', 1, 0.05)).toEqual({ stop: false });
    const replica = await harness.addReplica();
    expect(await harness.report('median', 2, 'a', 2, 0.05, replica)).toEqual({ stop: false });
    await harness.ids('median', 'a', 4);
    expect(await harness.report('median', 3, 'a', 1, 0.9, replica)).toEqual({ stop: true });
    expect(await harness.report('median', 3, 'a', 1, 0.9)).toEqual({ stop: true });
    expect(await harness.tell('median', 3, { state: 'pruned' })).toMatchObject({ state: 'pruned' });
  });

  it('follows the direction of its objective', async () => {
    await harness.create('maximize', {
      earlyStopping: median,
      objectives: [{ metric: 'accuracy', direction: 'maximize' }],
    });
    await harness.ids('maximize', 'a', 3);
    for (const trial of [0, 1]) await harness.report('maximize', trial, 'a', 1, 0.5);
    expect(await harness.report('maximize', 2, 'a', 1, 0.9)).toEqual({ stop: false });
    expect(await harness.report('maximize', 2, 'a', 2, 0.1)).toEqual({ stop: false });
  });

  it.each([
    ['a rule that there is not', { rule: 'medain' }, 'there is no rule "medain"'],
    ['an option that there is not', { rule: 'median', options: { warmUp: 1 } }, /warmUp/],
    ['an option that is none', { rule: 'median', options: { warmUpTrials: 0.5 } }, /warmUpTrials/],
    ['an option that is missing', { rule: 'hyperband' }, /maxResource/],
  ])('is refused with %s', async (_what, earlyStopping, message) => {
    const refused = harness.create('refused', { earlyStopping });
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toThrow(message);
  });

  it('has one objective', async () => {
    const objectives = ['loss', 'time'].map((metric) => ({ metric, direction: 'minimize' as const }));
    await expect(harness.create('several', { objectives, earlyStopping: median })).rejects.toThrow(
      'trials are stopped early by one objective',
    );
  });
});
