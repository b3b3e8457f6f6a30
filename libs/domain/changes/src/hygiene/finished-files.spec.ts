import { describe, expect, it } from '@jest/globals';
import { layout } from '../layout.ts';
import { candidateKind, dayOfAttempt, finishedFiles } from './finished-files.ts';

const attempt = layout.attempt('gpu', 'vision', '2026-11-24', 'digits-7k2m9q0x-1');

describe('finishedFiles', () => {
  it('is the result of a Study that is gone, and no other', () => {
    const candidates = {
      studies: new Set([layout.study('vision', 'kept'), layout.study('speech', 'gone')]),
      results: [layout.studyResult('vision', 'kept'), layout.studyResult('vision', 'gone')],
      attempts: [],
    };
    expect(finishedFiles(candidates, new Set())).toEqual([
      { path: 'teams/vision/studies/gone.result.yaml', why: 'its Study is gone' },
    ]);
  });

  it('is an attempt that Slipway has removed before, however new, and no other, however old', () => {
    const old = layout.attempt('gpu', 'vision', '2020-01-01', 'digits-aaaaaaaa-1');
    const candidates = { studies: new Set<string>(), results: [], attempts: [old, attempt] };
    expect(finishedFiles(candidates, new Set([attempt, 'teams/x']))).toMatchObject([{ path: attempt }]);
  });
});

describe('candidates', () => {
  it.each([
    [attempt, 'attempts'],
    [layout.study('vision', 'digits'), 'studies'],
    [layout.studyResult('vision', 'digits'), 'results'],
    [`${layout.studyFiles('vision', 'digits')}/a.result.yaml`, undefined],
    [`${layout.studyFiles('vision', 'digits')}/train.py`, undefined],
    [layout.job('vision', 'digits'), undefined],
    [layout.teamOrigin('gpu', 'vision'), undefined],
  ])('%s is one of %s', (path, kind) => {
    expect(candidateKind(path)).toBe(kind);
  });

  it('know the day of an attempt by its path', () => {
    expect(dayOfAttempt(attempt)).toBe('2026-11-24');
  });
});
