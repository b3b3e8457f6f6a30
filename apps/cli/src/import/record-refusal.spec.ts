import { describe, expect, it } from '@jest/globals';
import { refusalOf } from './record-refusal.ts';

const point = (key: string, step: number) => ({ key, value: 1, timestamp: 1_700_000_000_000, step });
const reason =
  'not a whole number between -(2^53 - 1) and 2^53 - 1: the registry would not give it back as it was';

describe('the refusal of a record', () => {
  it('is none for what the registry takes', () => {
    expect(refusalOf({ kind: 'metrics', runId: 'a', points: [point('loss', 2 ** 53 - 1)] })).toBeUndefined();
  });

  it('names the run, and the metric by its key', () => {
    const points = [point('loss', 1), point('accuracy', 2 ** 60)];
    expect(refusalOf({ kind: 'metrics', runId: 'a', points })).toBe(
      `run a: points[accuracy].step: ${reason}`,
    );
  });

  it('names three fields, and counts the others', () => {
    const points = Array.from({ length: 5 }, () => point('loss', 2 ** 60));
    expect(refusalOf({ kind: 'metrics', runId: 'a', points })).toMatch(
      /^run a: (points\[loss\].*; ){3}and 2 more$/,
    );
  });
});
