import { describe, expect, it } from '@jest/globals';
import { withoutNul } from './without-nul.ts';

describe('what a program said', () => {
  it('has every NUL replaced, however deep it lies, and nothing else', () => {
    const said = {
      message: 'odd\0line',
      ignored: ['a\0', 'b'],
      at: 7,
      step: undefined,
      nested: { ok: true, none: null },
    };
    expect(withoutNul(said)).toEqual({ ...said, message: 'odd\uFFFDline', ignored: ['a\uFFFD', 'b'] });
  });
});
