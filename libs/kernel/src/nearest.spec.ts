import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nearest } from './nearest.ts';

const fields = ['image', 'command', 'args', 'env', 'retries', 'replicas', 'resources', 'timeout'];

describe('the nearest name', () => {
  it.each([
    ['comand', 'command'],
    ['retires', 'retries'],
    ['Timeout', 'timeout'],
    ['argss', 'args'],
    ['evn', 'env'],
    ['resource', 'resources'],
  ])('to %s is %s', (word, name) => {
    expect(nearest(word, fields)).toBe(name);
  });

  it.each(['', 'x', 'volumes', 'tolerations', 'c'.repeat(65)])(
    'to %j is none, when too much differs',
    (word) => {
      expect(nearest(word, fields)).toBeUndefined();
    },
  );

  it('is none when there are no names', () => {
    expect(nearest('job', [])).toBeUndefined();
  });

  it('counts two swapped letters as one mistake, as typing does', () => {
    expect(nearest('jbo', ['cluster', 'job', 'team'])).toBe('job');
  });

  it('is the first of those that are equally near', () => {
    expect(nearest('cat', ['car', 'cap'])).toBe('car');
  });

  it('is found after any single slip in a name of four letters or more', () => {
    const name = fc.constantFrom(...fields.filter((field) => field.length >= 4));
    const slip = fc.constantFrom('drop', 'double', 'swap', 'replace');
    fc.assert(
      fc.property(name, slip, fc.nat(), (field, kind, seed) => {
        const at = seed % (field.length - 1);
        const [before, letter, after] = [field.slice(0, at), field.charAt(at), field.slice(at + 1)];
        const typed = {
          drop: before + after,
          double: before + letter + letter + after,
          swap: before + after.charAt(0) + letter + after.slice(1),
          replace: `${before}_${after}`,
        }[kind];
        expect(nearest(typed, fields)).toBe(field);
      }),
    );
  });
});
