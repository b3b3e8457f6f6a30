import { InvalidInputError } from '@slipway/kernel';

/** Cursors are opaque to clients: the last key of a page. */
export const nameCursor = (name: string): string => Buffer.from(name).toString('base64url');

export function nameAfter(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const name = keyOf(cursor);
  return /^[a-z0-9-]{1,63}$/.test(name) ? name : refuse();
}

export const idCursor = (id: number): string => nameCursor(String(id));

export function idAfter(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  return wholeNumber(keyOf(cursor)) ?? refuse();
}

/** Decoding leaves out what is no base64: only the text that encodes to the cursor again is its key. */
function keyOf(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  return nameCursor(key) === cursor ? key : refuse();
}

/** The id of an event, as a client names the last one it has; 0 for none. */
export function eventAfter(id: string | undefined): number {
  if (id === undefined) return 0;
  const after = wholeNumber(id);
  if (after === undefined) {
    throw new InvalidInputError('after must be the id of an event.', {
      issues: [{ path: 'after', message: 'after is not the id of an event' }],
    });
  }
  return after;
}

const wholeNumber = (text: string): number | undefined =>
  /^\d{1,15}$/.test(text) ? Number(text) : undefined;

function refuse(): never {
  throw new InvalidInputError('The cursor is not one that a list gave.', {
    issues: [{ path: 'cursor', message: 'the cursor is not one that a list gave' }],
  });
}
