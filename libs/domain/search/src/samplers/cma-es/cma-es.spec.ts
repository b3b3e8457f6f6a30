import { describe, expect, it } from '@jest/globals';
import type { Configuration } from '../../space/parameter.ts';
import { describeSampler } from '../testing/sampler-contract.ts';
import { play } from '../testing/play.ts';
import { cube, floats } from '../testing/spaces.ts';
import { createSpace } from '../../space/create-space.ts';
import { createCmaEsSampler, type CmaEsOptions } from './cma-es.ts';
import { fold, unfold } from './unit-interval.ts';

describeSampler('CMA-ES', createCmaEsSampler);
describeSampler('CMA-ES with two objectives', createCmaEsSampler, 2);

const numbers = (configuration: Configuration) => Object.values(configuration).map(Number);
const squares = (optimum: number) => (configuration: Configuration) =>
  numbers(configuration).reduce((sum, value) => sum + (value - optimum) ** 2, 0);
const rastrigin = (configuration: Configuration) =>
  numbers(configuration).reduce(
    (sum, value) => sum + (value - 1) ** 2 + 10 - 10 * Math.cos(2 * Math.PI * (value - 1)),
    0,
  );

/** Median over seeds of the trials until a loss is reached. */
function medianTrials(
  loss: (configuration: Configuration) => number,
  target: number,
  options: Omit<CmaEsOptions, 'seed'>,
  trials = 5000,
): number {
  const counts = [0, 1, 2, 3, 4].map((seed) => {
    const { space, parallelism = 1 } = options;
    const until = ([value = Infinity]: readonly number[]) => value < target;
    const game = {
      trials,
      parallelism,
      until,
      losses: (configuration: Configuration) => [loss(configuration)],
    };
    const played = play(createCmaEsSampler({ ...options, seed }), space, game);
    return until(played.at(-1)?.losses ?? []) ? played.length : Infinity;
  });
  return counts.sort((left, right) => left - right)[2] ?? Infinity;
}

describe('CMA-ES', () => {
  it('finds an optimum inside the space', () => {
    expect(medianTrials(squares(1.2), 1e-8, { space: cube(5) })).toBeLessThan(900);
  });

  it('finds an optimum in a corner of the space', () => {
    const atCorner = (configuration: Configuration) => squares(7)(configuration) - 5 * 4;
    expect(medianTrials(atCorner, 1e-6, { space: cube(5) })).toBeLessThan(2000);
  });

  it('needs hardly more trials when eight run at a time, and works when four generations do', () => {
    expect(medianTrials(squares(1.2), 1e-8, { space: cube(5), parallelism: 8 })).toBeLessThan(1200);
    expect(medianTrials(squares(1.2), 1e-6, { space: cube(5), parallelism: 32, population: 8 })).toBeLessThan(
      2500,
    );
  });

  it('finds the best of many local optima by restarts with larger populations', () => {
    expect(medianTrials(rastrigin, 1e-6, { space: cube(2), restarts: 'bipop' }, 12_000)).toBeLessThan(12_000);
    expect(medianTrials(rastrigin, 1e-6, { space: cube(2), restarts: 'ipop' }, 12_000)).toBeLessThan(12_000);
  });

  it('finds the best integers and the best of two values without being stuck', () => {
    const ints = (count: number, low: number, high: number) =>
      createSpace(
        floats(count).map(({ name }) => ({ name, kind: 'int', low, high, step: 1, scale: 'linear' })),
        [],
      );
    expect(medianTrials(squares(2), 0.5, { space: ints(5, -5, 5) })).toBeLessThan(300);
    expect(medianTrials(squares(1), 0.5, { space: ints(10, 0, 1) })).toBeLessThan(300);
  });

  it('learns choices along with numbers', () => {
    const space = createSpace(
      [
        ...floats(3),
        { name: 'layers', kind: 'int', low: 1, high: 20, step: 1, scale: 'linear' },
        { name: 'choice', kind: 'categorical', choices: ['a', 'b', 'c', 'd'] },
      ],
      [],
    );
    const loss = ({ x0, x1, x2, layers, choice }: Configuration) =>
      (Number(x0) - 1) ** 2 +
      (Number(x1) + 2) ** 2 +
      100 * (Number(x2) - Number(x0)) ** 2 +
      (Number(layers) - 13) ** 2 +
      (choice === 'c' ? 0 : 5);
    expect(medianTrials(loss, 1e-6, { space })).toBeLessThan(1200);
  });

  it('begins at the best trial that it knows of', () => {
    const space = cube(2);
    const sampler = createCmaEsSampler({ space, seed: 1, step: 1e-3 });
    const tell = (trial: number, at: number, loss: number) => {
      sampler.tell({
        trial,
        point: Float64Array.of(at, at),
        state: 'complete',
        losses: [loss],
        violation: 0,
      });
    };
    tell(0, 0.1, 3);
    tell(1, 0.8, 1);
    tell(2, 0.4, 2);
    expect([...sampler.ask(3)]).toEqual([expect.closeTo(0.8, 1), expect.closeTo(0.8, 1)]);
  });

  it('learns although every third trial fails', () => {
    const space = cube(3);
    const played = play(createCmaEsSampler({ space, seed: 1 }), space, {
      trials: 900,
      losses: (configuration) => [squares(1.2)(configuration)],
      change: (observation) =>
        observation.trial % 3 === 0 ? { ...observation, state: 'failed', losses: [] } : observation,
    });
    expect(Math.min(...played.map(({ losses }) => losses[0] ?? Infinity))).toBeLessThan(1e-4);
  });

  it('waits for no trial that is lost', () => {
    const space = cube(3);
    const sampler = createCmaEsSampler({ space, seed: 1 });
    let best = Infinity;
    for (let trial = 0; trial < 900; trial += 1) {
      const point = sampler.ask(trial);
      if (trial % 3 === 0) continue;
      const loss = squares(1.2)(space.decode(point));
      best = Math.min(best, loss);
      sampler.tell({ trial, point, state: 'complete', losses: [loss], violation: 0 });
    }
    expect(best).toBeLessThan(1e-6);
  });
});

describe('a coordinate beyond the ends', () => {
  it('comes back from them', () => {
    expect([0.3, -0.3, 1.2, 2.2, -1.3].map((at) => Number(fold(at).toFixed(9)))).toEqual([
      0.3, 0.3, 0.8, 0.2, 0.7,
    ]);
  });

  it('is put where it is nearest', () => {
    expect([unfold(0.3, 0.1), unfold(0.3, -0.4), unfold(0.9, 1.3), unfold(0.2, 2.1)]).toEqual([
      0.3,
      -0.3,
      expect.closeTo(1.1, 12),
      expect.closeTo(2.2, 12),
    ]);
  });
});
