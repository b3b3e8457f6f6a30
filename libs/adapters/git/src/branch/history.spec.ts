import { describe, expect, it } from '@jest/globals';
import type { CommitSummary } from '@slipway/ports';
import { mergeNewestFirst } from './history.ts';

function commits(text: string): CommitSummary[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((part) => {
      const [commit = '', second = '0'] = part.split('@');
      return {
        commit,
        at: new Date(Number(second) * 1000),
        author: '',
        subject: '',
        changeId: undefined,
        requestedBy: undefined,
        resource: undefined,
        reason: undefined,
      };
    });
}

const merged = (left: string, right: string): string =>
  mergeNewestFirst(commits(left), commits(right))
    .map(({ commit }) => commit)
    .join('');

describe('mergeNewestFirst', () => {
  it('merges by time and lists shared commits once', () => {
    expect(merged('d@4 b@2', 'c@3 a@1')).toBe('dcba');
    expect(merged('c@3 b@2', 'c@3 a@1')).toBe('cba');
    expect(merged('', 'a@1')).toBe('a');
  });

  it('keeps the order of the history for commits of one second', () => {
    expect(merged('d@1 c@1 a@1', 'c@1 b@1')).toMatch(/^dc(?:ab|ba)$/);
    expect(merged('c@1 a@1', 'd@1 c@1 b@1')).toMatch(/^dc(?:ab|ba)$/);
  });
});
