import { describe, expect, it } from '@jest/globals';
import { StudySpec } from '../spec/study-spec.ts';
import { searchDifference } from './search-difference.ts';

const begun = StudySpec.parse({
  parameters: [{ name: 'x', kind: 'float', low: 0, high: 1 }],
  objectives: [{ metric: 'loss', direction: 'minimize' }],
  stop: { trials: 10 },
});

describe('two specifications of a search', () => {
  it('may differ in when it ends and how many work on it', () => {
    expect(searchDifference(begun, { ...begun, stop: { trials: 99 }, parallelism: 8 })).toBeUndefined();
  });

  it('search for different things when anything else differs, which is named', () => {
    expect(searchDifference(begun, { ...begun, sampler: 'random' })).toBe('sampler');
    expect(
      searchDifference(begun, {
        ...begun,
        parameters: [{ name: 'x', kind: 'float', low: 0, high: 2, scale: 'linear' }],
      }),
    ).toBe('parameters');
  });
});
