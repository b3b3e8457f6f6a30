/**
 * At most `most` of the items, evenly over the list with its first and last, and always those to keep: a picture of more
 * is slow to open and shows no more.
 */
export function thinned<Item>(
  items: readonly Item[],
  most: number,
  keep: (item: Item) => boolean = () => false,
): readonly Item[] {
  if (items.length <= most) return items;
  const chosen = new Set(
    Array.from({ length: most }, (_, index) => Math.round((index * (items.length - 1)) / (most - 1))),
  );
  return items.filter((item, index) => chosen.has(index) || keep(item));
}
