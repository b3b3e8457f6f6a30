import { InvalidInputError } from '@slipway/kernel';
import type { TrialOrder } from '@slipway/ports';

/** Cursors are opaque to clients: the key of the last item of a page. */
export const cursorOf = (key: string): string => Buffer.from(key).toString('base64url');

export const nameAfter = (cursor: string | undefined): string | undefined =>
  cursor === undefined ? undefined : keyOf(cursor, /^[a-z0-9-]{1,63}$/);

const number = /^\d{1,7}$/;
const place = /^(Infinity|[\de.+-]{1,30}) (Infinity|[\de.+-]{1,30}) \d{1,7}$/;

/** The key of a trial, which depends on the order of the list. */
export function trialAfter(
  cursor: string | undefined,
  order: TrialOrder['by'],
): readonly number[] | undefined {
  if (cursor === undefined) return undefined;
  const key = keyOf(cursor, order === 'best' ? place : number)
    .split(' ')
    .map(Number);
  return key.some(Number.isNaN) ? refuse() : key;
}

/** Decoding leaves out what is no base64: only the text that encodes to the cursor again is its key. */
function keyOf(cursor: string, pattern: RegExp): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  return cursorOf(key) === cursor && pattern.test(key) ? key : refuse();
}

function refuse(): never {
  throw new InvalidInputError('The cursor is not one that a list gave.', {
    issues: [{ path: 'cursor', message: 'the cursor is not one that a list gave' }],
  });
}

/** A page of what was found, which is one item more than the page holds when there is another page. */
export function pageOf<Item, View>(
  found: readonly Item[],
  limit: number,
  view: (item: Item) => View,
  cursorAt: (item: Item) => string,
): { items: View[]; cursor?: string } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(view),
    ...(found.length > limit && last !== undefined ? { cursor: cursorAt(last) } : {}),
  };
}
