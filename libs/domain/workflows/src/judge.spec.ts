import { describe, expect, it } from '@jest/globals';
import { judge, refusalOf } from './judge.ts';

const thresholds = [
  { metric: 'accuracy', min: 0.9 },
  { metric: 'loss', min: 0, max: 0.2 },
];
const champion = (direction: 'maximize' | 'minimize', tolerance = 0) => ({
  job: 'train',
  thresholds: [],
  champion: { model: 'digits', alias: 'champion', metrics: [{ metric: 'x', direction, tolerance }] },
});

describe('an evaluation', () => {
  it('holds metrics to bounds, of which one that is not reported keeps none', () => {
    const gates = judge({ job: 'train', thresholds }, { accuracy: 0.9 }, undefined);
    expect(gates).toEqual([
      { metric: 'accuracy', value: 0.9, bound: 'at least 0.9', passed: true },
      { metric: 'loss', value: undefined, bound: 'at least 0 and at most 0.2', passed: false },
    ]);
    expect(refusalOf(gates)).toBe('loss is not reported (at least 0 and at most 0.2)');
    expect(refusalOf(gates.slice(0, 1))).toBeUndefined();
  });

  it.each([NaN, Infinity, -Infinity])('takes %d for a value that was not reported', (x) => {
    const gates = judge({ job: 'train', thresholds: [{ metric: 'x', min: 0 }] }, { x }, undefined);
    expect(gates).toEqual([{ metric: 'x', value: undefined, bound: 'at least 0', passed: false }]);
    expect(judge(champion('maximize'), { x }, undefined)).toMatchObject([{ passed: false }]);
    expect(judge(champion('maximize'), { x: 1 }, { version: 3, metrics: { x } })).toMatchObject([
      { bound: 'champion, version 3: not reported', passed: false },
    ]);
  });

  it('does not take a metric called as something that every object has', () => {
    const [gate] = judge({ job: 'train', thresholds: [{ metric: 'constructor', min: 0 }] }, {}, undefined);
    expect(gate).toMatchObject({ value: undefined, passed: false });
  });

  it.each([
    ['maximize', 0, 0.5, true],
    ['maximize', 0, 0.49, false],
    ['maximize', 0.02, 0.49, true],
    ['minimize', 0, 0.51, false],
    ['minimize', 0.02, 0.51, true],
  ] as const)(
    'compares with the champion: %s within %d, %d against 0.5',
    (direction, tolerance, x, passed) => {
      const [gate] = judge(champion(direction, tolerance), { x }, { version: 3, metrics: { x: 0.5 } });
      const within = tolerance === 0 ? '' : `, within ${String(tolerance)}`;
      expect(gate).toEqual({ metric: 'x', value: x, bound: `champion, version 3: 0.5${within}`, passed });
    },
  );

  it('has nothing to compare with as long as there is no champion, but one without the metric passes nothing', () => {
    const [first] = judge(champion('maximize'), { x: 0 }, undefined);
    expect(first).toMatchObject({ bound: 'no champion yet', passed: true });
    const [other] = judge(champion('maximize'), { x: 1 }, { version: 3, metrics: {} });
    expect(other).toMatchObject({ bound: 'champion, version 3: not reported', passed: false });
  });
});
