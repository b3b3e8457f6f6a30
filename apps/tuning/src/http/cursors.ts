import { InvalidInputError } from '@slipway/kernel';

/** Cursors are opaque to clients: the last key of a page. */
export const cursorOf = (key: string | number): string => Buffer.from(String(key)).toString('base64url');

export const nameAfter = (cursor: string | undefined): string | undefined =>
  cursor === undefined ? undefined : keyOf(cursor, /^[a-z0-9-]{1,63}$/);

export const numberAfter = (cursor: string | undefined): number | undefined =>
  cursor === undefined ? undefined : Number(keyOf(cursor, /^\d{1,7}$/));

/** Decoding leaves out what is no base64: only the text that encodes to the cursor again is its key. */
function keyOf(cursor: string, pattern: RegExp): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (cursorOf(key) === cursor && pattern.test(key)) return key;
  throw new InvalidInputError('The cursor is not one that a list gave.', {
    issues: [{ path: 'cursor', message: 'the cursor is not one that a list gave' }],
  });
}
