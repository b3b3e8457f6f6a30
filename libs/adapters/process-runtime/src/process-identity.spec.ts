import { describe, expect, it } from '@jest/globals';
import { parseProcessStat } from './process-identity.ts';

describe('parsing /proc/<pid>/stat', () => {
  it('is not confused by a command name with spaces, brackets and newlines', () => {
    const rest = 'S 1 42 41 0 -1 4194560 170 0 0 0 0 0 0 0 20 0 1 0 987654 2740224 233';
    expect(parseProcessStat(`43 (a) R 9\n(b) ${rest}`)).toEqual({
      state: 'S',
      group: 42,
      session: 41,
      started: '987654',
    });
  });

  it('gives nothing for a line that is cut off', () => {
    expect(parseProcessStat('43 (sh) S 1 42')).toBeUndefined();
  });
});
