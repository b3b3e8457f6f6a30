import { describe, expect, it } from '@jest/globals';
import { parseAttemptFile } from './parse-attempt-file.ts';
import { scaleAttempt } from './scale-attempt.ts';
import { rendered, sampleJob } from './testing/sample-attempt.ts';
import { withdrawAttempt } from './withdraw-attempt.ts';

const files = [{ path: 'train.py', content: 'print(1)\n' }];
const elastic = (replicas: number) =>
  rendered(
    { ...sampleJob(`  source: { files: [train.py] }\n  replicas: ${String(replicas)}`), isWorkers: true },
    files,
  );

describe('the manifest of an attempt that is scaled', () => {
  it.each([
    [1, 5],
    [5, 1],
    [3, 3],
  ])('from %i to %i is as if it had been rendered so', (from, to) => {
    expect(scaleAttempt(elastic(from), to)).toEqual(elastic(to));
  });

  it('keeps everything that an agent reads of it but the number', () => {
    const before = parseAttemptFile('attempt.yaml', elastic(1).content);
    const after = parseAttemptFile('attempt.yaml', scaleAttempt(elastic(1), 4).content);
    expect(after).toEqual({ ...before, replicas: 4 });
  });

  it('stays withdrawn', () => {
    expect(scaleAttempt(withdrawAttempt(elastic(2)), 4)).toEqual(withdrawAttempt(elastic(4)));
  });

  it('stays as it is when Kubernetes would not let its number be changed', () => {
    const fixed = rendered(sampleJob());
    expect(scaleAttempt(fixed, 4)).toEqual(fixed);
  });
});
