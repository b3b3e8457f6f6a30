import type { Page } from '@slipway/ports';

/**
 * One page of a list. Asks for one item more than the page holds, to know whether there is another page.
 */
export async function pageOf<Item, Key, View>(
  { after, limit }: Page<Key>,
  list: (page: Page<Key>) => Promise<readonly Item[]>,
  view: (item: Item) => View,
  cursorOf: (item: Item) => string,
): Promise<{ items: View[]; cursor?: string }> {
  const found = await list({ after, limit: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(view),
    ...(found.length > limit && last !== undefined ? { cursor: cursorOf(last) } : {}),
  };
}
