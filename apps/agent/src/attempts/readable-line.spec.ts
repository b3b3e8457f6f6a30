import { describe, expect, it } from '@jest/globals';
import { readableLine } from './readable-line.ts';

describe('the readable line of an output', () => {
  it('is the last one that says something, without control characters', () => {
    expect(readableLine('Collecting numpy\r\n  \x1b[32mDownloading\x07 it \n\n')).toBe('[32mDownloading  it');
    expect(readableLine('\n\t\n')).toBe('');
  });

  it('has at most 200 characters', () => {
    expect(readableLine('x'.repeat(500))).toBe(`${'x'.repeat(199)}…`);
  });
});
