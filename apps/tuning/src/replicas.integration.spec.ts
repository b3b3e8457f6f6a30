import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seededRandom } from '@slipway/testing';
import { sampleSpec, TuningHarness } from './testing/tuning-harness.ts';

let harness: TuningHarness;

beforeAll(async () => {
  harness = await TuningHarness.start({ replicas: 2 });
});

afterAll(() => harness.stop());

/** Asks until nothing more comes: who suggests slowly gives fewer at a time. */
async function askAll(name: string, worker: string, count: number, replica: number) {
  for (let had = -1; ;) {
    const { trials } = await harness.ask(name, worker, count, replica);
    if (trials.length === count || trials.length === had) return trials;
    had = trials.length;
  }
}

describe('several tuning services on one database', () => {
  it('never give a trial to two workers, and lose none', async () => {
    await harness.create('shared', { stop: { trials: 120 } });
    const owners = new Map<number, string>();
    const work = async (worker: string, replica: number): Promise<void> => {
      for (;;) {
        const { trials, state } = await harness.ask('shared', worker, 1, replica);
        const [trial] = trials;
        if (!trial) {
          if (state === 'ended') return;
          continue;
        }
        expect(owners.get(trial.id) ?? worker).toBe(worker);
        owners.set(trial.id, worker);
        await harness.tell('shared', trial.id, trial.id, (replica + trial.id) % 2);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => work(`worker-${String(index)}`, index % 2)));
    expect([...owners.keys()].sort((one, other) => one - other)).toEqual(
      Array.from({ length: 120 }, (_, id) => id),
    );
    expect(await harness.study('shared')).toMatchObject({
      state: 'ended',
      counts: { waiting: 0, running: 0, complete: 120, failed: 0 },
      best: [{ id: 0 }],
    });
  });

  it.each([
    ['sobol', 12],
    ['tpe', 12],
    ['cma-es', 12],
    ['nsga2', 12],
    // It suggests slowly, and soon by all that it has.
    ['auto', 6],
  ])('suggest what one would that was never stopped: %s', async (sampler, steps) => {
    const random = seededRandom(5);
    const spec = {
      sampler,
      stop: { trials: 60 },
      parameters: [
        ...sampleSpec().parameters,
        { name: 'y', kind: 'float' as const, low: 1e-5, high: 1, scale: 'log' as const },
      ],
    };
    const [kept, restarted] = [`kept-${sampler}`, `restarted-${sampler}`];
    for (const name of [kept, restarted]) await harness.create(name, spec);
    const asked: Record<string, unknown[]> = { [kept]: [], [restarted]: [] };
    for (let step = 0; step < steps; step += 1) {
      // One study is always at the same service, the other one at a service that has never seen it.
      const fresh = step % 3 === 2 ? await harness.addReplica() : step % 2;
      const count = 1 + Math.floor(random() * 4);
      const fails = random() < 0.2;
      for (const [name, replica] of [
        [kept, 0],
        [restarted, fresh],
      ] as const) {
        if (step === 3) await harness.enqueue(name, 0.125).catch(() => undefined);
        const trials = await askAll(name, `w${String(step)}`, count, replica);
        asked[name]?.push(trials);
        for (const { id, parameters } of trials.slice(step % 2))
          await harness.tell(
            name,
            id,
            fails ? { state: 'failed' } : Math.abs(Number(parameters.x) - 0.3),
            replica,
          );
      }
    }
    expect(asked[restarted]).toEqual(asked[kept]);
  });
});
