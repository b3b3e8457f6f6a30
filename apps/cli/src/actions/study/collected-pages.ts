import type { Invocation } from '../../invocation.ts';

export interface ListOptions {
  readonly limit: number;
  readonly all?: boolean;
}

/** As many of the items as were asked for; says so when there are more. */
export async function collectedPages<Item>(
  { err }: Invocation,
  pages: AsyncIterable<Item>,
  { limit, all = false }: ListOptions,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of pages) {
    if (!all && items.length === limit) {
      await err.line(err.colours.dim(`the first ${String(limit)}; --all or --limit N shows more`));
      break;
    }
    items.push(item);
  }
  return items;
}
