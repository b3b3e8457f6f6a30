import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TuningHarness } from './testing/tuning-harness.ts';

let harness: TuningHarness;

beforeAll(async () => {
  harness = await TuningHarness.start();
});

afterAll(() => harness.stop());

const told = (value: number, ...constraints: readonly number[]) => ({
  state: 'complete' as const,
  values: [value],
  constraints: [...constraints],
});

describe('a study with outcome constraints', () => {
  const outcomeConstraints = [{ metric: 'latency', max: 10 }, { metric: 'bias' }];

  it('has the best of the feasible trials, and ends at its target only by one of them', async () => {
    await harness.create('bounds', { outcomeConstraints, stop: { target: 0.3 } });
    await harness.ids('bounds', 'a', 4);
    await harness.tell('bounds', 0, told(0.1, 12, 0));
    expect(await harness.study('bounds')).toMatchObject({ state: 'running', best: [] });
    await harness.tell('bounds', 1, told(0.5, 10, -1));
    await harness.tell('bounds', 2, told(0.4, 9, 0.1));
    expect(await harness.study('bounds')).toMatchObject({ state: 'running', best: [{ id: 1 }] });
    await harness.tell('bounds', 3, told(0.2, 9, 0));
    expect(await harness.study('bounds')).toMatchObject({
      state: 'ended',
      reason: 'loss reached 0.2',
      best: [{ id: 3, constraints: [9, 0], feasible: true, improved: true }],
    });
    expect(await harness.trials('bounds')).toMatchObject([
      { feasible: false, improved: false },
      { feasible: true, improved: true },
      { feasible: false, improved: false },
      { feasible: true, improved: true },
    ]);
  });

  it('needs a value for each of a complete trial, and keeps a result once', async () => {
    await harness.create('values', { outcomeConstraints });
    await harness.ids('values', 'a', 3);
    await expect(harness.tell('values', 0, 0.5)).rejects.toThrow(
      'trial 0 needs 2 constraints (latency, bias), and 0 constraints came',
    );
    expect(await harness.tell('values', 0, told(0.5, 1, 2))).toMatchObject({ repeated: false });
    expect(await harness.tell('values', 0, told(0.5, 1, 2))).toMatchObject({ repeated: true });
    await expect(harness.tell('values', 0, told(0.5, 1, 3))).rejects.toThrow('the first result counts');
    expect(await harness.tell('values', 1, { ...told(1), constraints: ['NaN', 0] })).toMatchObject({
      state: 'failed',
    });
    expect(await harness.tell('values', 2, { state: 'pruned' })).toMatchObject({ state: 'pruned' });
  });

  it.each(['tpe', 'gp', 'nsga2', 'cma-es'])('is led to feasible trials by %s', async (sampler) => {
    const name = `led-${sampler}`;
    await harness.create(name, {
      ...{ sampler, stop: { trials: 60 } },
      parameters: ['x', 'y'].map((parameter) => ({
        name: parameter,
        kind: 'float' as const,
        low: 0,
        high: 1,
      })),
      outcomeConstraints: [{ metric: 'sum', min: 1.7 }],
    });
    let feasible = 0;
    for (let step = 0; step < 60; step += 1) {
      const [trial] = (await harness.ask(name, 'a')).trials;
      if (!trial) throw new Error('nothing more to try');
      const sum = Number(trial.parameters.x) + Number(trial.parameters.y);
      await harness.tell(name, trial.id, told(sum, sum));
      if (step >= 30 && sum >= 1.7) feasible += 1;
    }
    // One in 22 is by chance, and the lower the sum the lower the loss.
    expect(feasible).toBeGreaterThan(5);
    const [best] = (await harness.study(name)).best;
    expect(best?.constraints[0]).toBeGreaterThanOrEqual(1.7);
  });

  it.each([
    ['the same metric twice', [{ metric: 'a' }, { metric: 'a' }], 'a is an outcome constraint already'],
    ['bounds that nothing meets', [{ metric: 'a', min: 2, max: 1 }], 'min is greater than max'],
  ])('is refused with %s', async (_what, constraints, message) => {
    await expect(harness.create('refused', { outcomeConstraints: constraints })).rejects.toThrow(message);
  });

  it('is not led astray by infeasible trials of a study that it starts from', async () => {
    await harness.create('before', { outcomeConstraints });
    await harness.enqueue('before', 0.05, 0.95);
    await harness.ids('before', 'a', 2);
    await harness.tell('before', 0, told(0, 99, 0));
    await harness.tell('before', 1, told(1, 0, 0));
    // CMA-ES begins about the best point that it knows.
    await harness.create('after', { warmStart: { studies: ['before'] }, sampler: 'cma-es' });
    const [trial] = (await harness.ask('after', 'a')).trials;
    expect(trial?.parameters.x).toBeGreaterThan(0.5);
  });
});

describe('the cost of a study', () => {
  it('is what its trials were told to cost, and ends it', async () => {
    await harness.create('told', { stop: { cost: 5 } });
    await harness.ids('told', 'a', 3);
    await harness.tell('told', 0, { ...told(1), cost: 3 });
    expect(await harness.study('told')).toMatchObject({ state: 'running', cost: 3 });
    await expect(harness.tell('told', 0, { ...told(1), cost: 4 })).rejects.toThrow('first result counts');
    await harness.tell('told', 1, { state: 'failed', cost: 2.5 });
    expect(await harness.study('told')).toMatchObject({ state: 'ended', reason: 'it cost 5.5', cost: 5.5 });
    expect(await harness.extend('told', { cost: 8 })).toMatchObject({ state: 'running', stop: { cost: 8 } });
  });

  it('is counted by the time of its trials where there is a price', async () => {
    await harness.create('timed', { pricePerHour: 4, lease: '3h' });
    await harness.ids('timed', 'a', 2);
    harness.clock.advance(5_400_000);
    await harness.tell('timed', 0, 1);
    await harness.tell('timed', 1, { ...told(1), cost: 0.25 });
    expect(await harness.study('timed')).toMatchObject({ cost: 6.25 });
    expect(await harness.trials('timed')).toMatchObject([{ cost: 6 }, { cost: 0.25 }]);
  });
});
