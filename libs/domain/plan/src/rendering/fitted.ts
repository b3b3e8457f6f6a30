/** A part of a text that is written whole or left out. */
export interface Block {
  readonly text: string;
  /** How the sentence on what was left out names it: blocks of one name are counted together. */
  readonly name: string;
}

const reserve = 600;

/**
 * The blocks in their order, those left out that would make the text longer than `most` bytes of UTF-8, and a sentence on
 * what was left out. Blocks with a lower `rank` are kept first.
 */
export function fitted(
  blocks: readonly (Block & { readonly rank: number })[],
  most: number,
  sentence: (leftOut: string) => string,
): string {
  const kept = new Set<Block>();
  let free = most - reserve;
  for (const block of blocks.toSorted((left, right) => left.rank - right.rank)) {
    const bytes = Buffer.byteLength(block.text);
    if (bytes > free) continue;
    free -= bytes;
    kept.add(block);
  }
  const left = new Map<string, number>();
  for (const block of blocks) if (!kept.has(block)) left.set(block.name, (left.get(block.name) ?? 0) + 1);
  const text = blocks
    .filter((block) => kept.has(block))
    .map((block) => block.text)
    .join('');
  if (left.size === 0) return text;
  const names = [...left].map(([name, count]) => `${String(count)} × ${name}`);
  return `${text}\n${sentence(names.join(', '))}\n`;
}
