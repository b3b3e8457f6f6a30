import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkChange } from './check-change.ts';
import { commitLine } from './commit-line.ts';

describe('a line of a commit message', () => {
  it('keeps what is harmless, and makes spaces of what would break it', () => {
    expect(commitLine('Say hello', 120)).toBe('Say hello');
    expect(commitLine('a\r\nReason: b\u2028c\u202Ed\u0000', 120)).toBe('a Reason: b c d');
    expect(commitLine(`${'x'.repeat(9)}😀`, 10)).toBe(`${'x'.repeat(9)}\uFFFD`);
    expect(commitLine(' \n ', 10, 'nobody')).toBe('nobody');
  });

  it('is taken by the change log, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = commitLine(text, 120);
        const change = {
          ...{ id: '01', repository: 'environment', team: undefined, service: 'platform', requestedBy: line },
          ...{ subject: line, resource: line, reason: line, traceparent: undefined, preconditions: [] },
          operations: [{ op: 'delete', path: 'a' } as const],
        };
        expect(checkChange(change)).toEqual([]);
      }),
    );
  });
});
