import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { eventAfter, idAfter, idCursor, nameAfter, nameCursor } from './cursors.ts';

describe('cursors', () => {
  it('give back the key they were made of', () => {
    expect(nameAfter(nameCursor('digits-2'))).toBe('digits-2');
    expect(idAfter(idCursor(4711))).toBe(4711);
  });

  it('may be left out', () => {
    expect([nameAfter(undefined), idAfter(undefined), eventAfter(undefined)]).toEqual([
      undefined,
      undefined,
      0,
    ]);
  });

  it.each(['', '!', 'aGk\0', nameCursor('UPPER'), nameCursor("'; drop table"), nameCursor('x'.repeat(64))])(
    'refuse %j as a name',
    (cursor) => {
      expect(() => nameAfter(cursor)).toThrow(InvalidInputError);
    },
  );

  it.each(['', nameCursor('-1'), nameCursor('1.5'), nameCursor('1e9'), nameCursor('9'.repeat(16))])(
    'refuse %j as an id',
    (cursor) => {
      expect(() => idAfter(cursor)).toThrow(InvalidInputError);
    },
  );

  it.each(['', '-1', 'x', '9'.repeat(16)])('refuse %j as the id of an event', (id) => {
    expect(() => eventAfter(id)).toThrow(InvalidInputError);
  });
});
