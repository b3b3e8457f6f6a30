import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { checkedReason } from './checked-reason.ts';

describe('the reason of a change', () => {
  it('is what was given, without white space around it', () => {
    expect(checkedReason('  try more epochs ', 'applied by alice')).toBe('try more epochs');
  });

  it.each([undefined, '', '  \n '])('is said for who gives none: %j', (given) => {
    expect(checkedReason(given, 'applied by alice')).toBe('applied by alice');
  });

  it.each(['a\nResource: Job/x', 'a\rb', 'a\u2028b', 'a\u202Eb', 'a\0b', 'a\uD800b'])(
    'is refused when it would not stay one line of a trailer: %j',
    (given) => {
      expect(() => checkedReason(given, 'applied by alice')).toThrow(InvalidInputError);
    },
  );
});
