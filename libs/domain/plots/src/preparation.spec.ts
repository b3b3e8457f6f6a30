import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { numberAxis, parameterAxis } from './axis.ts';
import { historyOf } from './history.ts';
import { learningCurves } from './learning-curves.ts';
import { numberLabel } from './number-label.ts';
import type { PlottedTrial } from './plotted-study.ts';
import { levelsOf } from './surface.ts';
import { thinned } from './thinned.ts';

const complete = (id: number, ...values: number[]): PlottedTrial => ({
  id,
  state: 'complete',
  parameters: {},
  values,
});

describe('a number on an axis', () => {
  it.each([
    [0, '0'],
    [0.05, '0.05'],
    [1 / 3, '0.3333'],
    [1e-5, '1e-5'],
    [-2.5e-7, '-2.5e-7'],
    [1234.5, '1235'],
    [3e9, '3e9'],
    [1000, '1000'],
  ])('%d is %s', (value, text) => {
    expect(numberLabel(value)).toBe(text);
  });
});

describe('an axis', () => {
  it('of a log scale has powers of ten at their places', () => {
    const axis = parameterAxis({ name: 'lr', kind: 'float', low: 1e-5, high: 0.1, scale: 'log' });
    expect(axis.ticks.map(({ label }) => label)).toEqual(['1e-5', '1e-4', '0.001', '0.01', '0.1']);
    expect([axis.low, axis.high, axis.place(0.001)]).toEqual([-5, -1, -3]);
  });

  it('of less than two powers of ten has twice and five times them, and not too many of many', () => {
    expect(numberAxis('x', [8, 60], 'log').ticks.map(({ label }) => label)).toEqual(['10', '20', '50']);
    expect(numberAxis('x', [1.1, 1.3], 'log').ticks.length).toBeGreaterThanOrEqual(2);
    expect(numberAxis('x', [1e-20, 1e20], 'log').ticks.length).toBeLessThanOrEqual(7);
  });

  it('of a list has its values in order, and no place for others', () => {
    const axis = parameterAxis({ name: 'opt', kind: 'categorical', choices: ['adam', 1, true] });
    expect([axis.place(true), axis.place('1'), axis.place(undefined)]).toEqual([2, undefined, undefined]);
    expect(axis.ticks.map(({ label }) => label)).toEqual(['adam', '1', 'true']);
  });

  it('always has some length, with ticks on it', () => {
    const values = fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (found) => {
        const { low, high, ticks } = numberAxis('x', found, 'linear');
        expect(low).toBeLessThan(high);
        for (const { at } of ticks) expect(at >= low && at <= high).toBe(true);
      }),
    );
  });
});

describe('the history of a study', () => {
  const trials = [
    complete(2, 5),
    complete(0, 7),
    { ...complete(1, 6), state: 'pruned' as const },
    complete(3, 5),
    { ...complete(4), state: 'failed' as const },
    complete(5, 9),
  ];

  it('is in the order of trials, with each result that was better than all before it', () => {
    const { complete: results, pruned, best } = historyOf(trials, { metric: 'm', direction: 'minimize' }, 0);
    expect(results.map(({ trial }) => trial)).toEqual([0, 2, 3, 5]);
    expect(pruned).toEqual([{ trial: 1, value: 6 }]);
    expect(best.map(({ trial }) => trial)).toEqual([0, 2]);
  });

  it('looks for high values when they are better', () => {
    const { best } = historyOf(trials, { metric: 'm', direction: 'maximize' }, 0);
    expect(best.map(({ trial }) => trial)).toEqual([0, 5]);
  });
});

describe('learning curves', () => {
  it('are by trial and step, with the last report of a step, without what is no number', () => {
    const report = (trial: number, step: number, value: number) => ({ trial, step, values: [value] });
    const reports = [report(3, 2, 1), report(3, 1, 2), report(1, 1, 5), report(3, 2, 0), report(3, 4, NaN)];
    expect(learningCurves(reports, 0)).toEqual([
      { trial: 1, points: [[1, 5]] },
      {
        trial: 3,
        points: [
          [1, 2],
          [2, 0],
        ],
      },
    ]);
    expect(learningCurves(reports, 1)).toEqual([]);
  });
});

describe('a list that is thinned', () => {
  it('keeps its ends, what is to be kept, and the order', () => {
    const items = Array.from({ length: 1_000 }, (_, index) => index);
    const few = thinned(items, 10, (item) => item === 7);
    expect(few).toHaveLength(11);
    expect([few[0], few[1], few.at(-1)]).toEqual([0, 7, 999]);
    expect(thinned(items, 1_000)).toBe(items);
  });
});

describe('a surface', () => {
  const samples = [
    { x: 0, y: 0, value: 0 },
    { x: 1, y: 1, value: 10 },
  ];

  it('rises from the low sample to the high one, level by level, within the square', () => {
    const levels = levelsOf(samples);
    expect(levels.map(({ from }) => Math.round(from))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const last = levels.at(-1)?.rings.flat() ?? [];
    expect(last.length).toBeGreaterThan(2);
    for (const [x, y] of last) expect(x > 0.5 && y > 0.5 && x <= 1 && y <= 1).toBe(true);
  });

  it('is one level where all samples are equal', () => {
    expect(levelsOf([{ x: 0.5, y: 0.5, value: 3 }])).toHaveLength(1);
  });
});
