import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isTraceparent, newRequestId, nextTraceparent } from './trace-context.ts';

// From the examples of https://www.w3.org/TR/trace-context/
const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

describe('a traceparent', () => {
  it('is version, trace, span and flags in lower-case hexadecimal', () => {
    expect(isTraceparent(parent)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['upper case', parent.toUpperCase()],
    ['another version', parent.replace(/^00/, 'ff')],
    ['a trace of zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['a span of zeros', `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`],
    ['a part too many', `${parent}-00`],
    ['a line after it', `${parent}\n`],
  ])('is not %s', (_what, text) => {
    expect(isTraceparent(text)).toBe(false);
  });

  it('of a child has the trace and the flags of its parent, and a span of its own', () => {
    const child = nextTraceparent(parent, { bytes: (count) => new Uint8Array(count).fill(0xab) });
    expect(child).toBe('00-4bf92f3577b34da6a3ce929d0e0e4736-abababababababab-00');
  });

  it.each([undefined, '', 'nonsense', `${parent}-`])(
    'begins a sampled trace when there is no parent: %j',
    (given) => {
      const first = nextTraceparent(given);
      expect(isTraceparent(first)).toBe(true);
      expect(first.endsWith('-01')).toBe(true);
      expect(nextTraceparent(given)).not.toBe(first);
    },
  );

  it('is valid whatever it is derived from', () => {
    fc.assert(fc.property(fc.string(), (given) => isTraceparent(nextTraceparent(given))));
  });
});

describe('a request id', () => {
  it('is short, fit for a header, and different each time', () => {
    expect(newRequestId()).toMatch(/^[0-9a-z]{16}$/);
    expect(newRequestId()).not.toBe(newRequestId());
  });
});
