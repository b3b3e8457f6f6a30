import { describe, expect, it } from '@jest/globals';
import { Rng } from '../../random/rng.ts';
import { Restarts, type Run } from './restarts.ts';

function runs(strategy: 'none' | 'ipop' | 'bipop', trials: (run: Run) => number, count: number) {
  const restarts = new Restarts(strategy, 8, 0.3);
  const rng = new Rng(1);
  const result = [restarts.first];
  for (let run = restarts.first; result.length < count; result.push(run))
    run = restarts.next(run, trials(run), rng);
  return result;
}

describe('a restart', () => {
  it('begins like the first run when nothing else is asked for', () => {
    expect(runs('none', () => 100, 3).map(({ population }) => population)).toEqual([8, 8, 8]);
  });

  it('doubles the population with IPOP', () => {
    expect(runs('ipop', () => 100, 4).map(({ population }) => population)).toEqual([8, 16, 32, 64]);
  });

  it('gives both populations as many trials with BIPOP', () => {
    const trials = (run: Run) => Math.min(run.limit, run.population * 50);
    const all = runs('bipop', trials, 40);
    const large = all.filter(({ isSmall }) => !isSmall);
    const small = all.filter(({ isSmall }) => isSmall);
    expect(large.map(({ population }) => population)).toEqual(large.map((_, index) => 8 * 2 ** index));
    expect(small.length).toBeGreaterThan(large.length);
    expect(small.every(({ step }) => step <= 0.3 && step >= 0.003)).toBe(true);
    const sum = (list: readonly Run[]) => list.reduce((total, run) => total + trials(run), 0);
    expect(sum(small) / sum(large)).toBeGreaterThan(0.2);
  });
});
