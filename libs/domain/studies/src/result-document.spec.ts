import { describe, expect, it } from '@jest/globals';
import { resultDocument, type StudyOutcome } from './result-document.ts';

const outcome: StudyOutcome = {
  name: 'digits',
  team: 'vision',
  reason: 'all 30 trials ended',
  counts: { complete: 28, pruned: 1, failed: 1 },
  objectives: [{ metric: 'accuracy', direction: 'maximize' }],
  best: [{ number: 7, parameters: { C: 0.5 }, values: [0.98] }],
  code: { image: 'python:3.13' },
};

describe('the result of a study', () => {
  it('says why it ended, what was best and where its program came from', () => {
    expect(resultDocument(outcome)).toEqual({
      apiVersion: 'slipway.dev/v1',
      kind: 'StudyResult',
      metadata: { name: 'digits', team: 'vision' },
      result: {
        reason: 'all 30 trials ended',
        trials: { complete: 28, pruned: 1, failed: 1 },
        best: [{ trial: 7, parameters: { C: 0.5 }, values: { accuracy: 0.98 } }],
        code: { image: 'python:3.13' },
      },
    });
  });

  it('names the data of its best trials, when they have logged it', () => {
    const data = [{ name: 'digits', digest: '1a2b', use: 'train' }];
    expect(resultDocument({ ...outcome, data })).toMatchObject({ result: { data } });
  });

  it('stays a small file when a Pareto front is long', () => {
    const best = Array.from({ length: 500 }, (_, number) => ({
      number,
      parameters: { C: number },
      values: [1],
    }));
    const text = JSON.stringify(resultDocument({ ...outcome, best }));
    expect(text.length).toBeLessThan(5_000);
    expect(text).toContain('"moreBest":480');
  });
});
