import { describe, expect, it } from '@jest/globals';
import { namesFor } from './study-name.ts';

const isName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

describe('a study of Optuna', () => {
  it('keeps a name that is one here too', () => {
    expect(namesFor('no-name-1f2e')[0]).toBe('no-name-1f2e');
  });

  it.each(['', 'My study / é', '-', 'a'.repeat(600), 'x--y', 'x'.repeat(54) + '-y'.repeat(9), '\u{1f600}'])(
    'called %j gets names that are possible, always the same ones',
    (name) => {
      for (const possible of namesFor(name)) expect(possible).toMatch(isName);
      expect(namesFor(name)).toEqual(namesFor(name));
    },
  );

  it('is told from others of which the same is left', () => {
    const [first] = namesFor('a b');
    const [second] = namesFor('a_b');
    expect(first).toMatch(/^a-b-[0-9a-f]{8}$/);
    expect(first).not.toBe(second);
  });
});
