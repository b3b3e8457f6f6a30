import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomRunName } from './run-name.ts';

describe('a random name of a run', () => {
  it('is adjective, noun and number, at most 20 characters long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
        const name = randomRunName({ bytes: () => bytes });
        expect(name).toMatch(/^[a-z]+-[a-z]+-\d{1,4}$/);
        expect(name.length).toBeLessThanOrEqual(20);
      }),
    );
  });

  it('is hardly ever the same twice', () => {
    expect(new Set(Array.from({ length: 100 }, () => randomRunName())).size).toBeGreaterThan(95);
  });
});
