/** Dots of a braille character, by column and row from the top (Unicode 15, chapter 21.1). */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

export interface CurveSize {
  /** In characters. */
  readonly columns: number;
  readonly rows: number;
}

/**
 * A staircase through the steps, drawn by dots of 2 × 4 in a character: `rows` lines of `columns` characters.
 *
 * @param steps by x, at least one; each level holds until the next
 * @param end x of the right edge
 */
export function brailleStairs(
  steps: readonly { readonly x: number; readonly y: number }[],
  end: number,
  { columns, rows }: CurveSize,
): readonly string[] {
  const cells = Array.from({ length: rows }, () => new Uint8Array(columns));
  const [width, height] = [columns * 2, rows * 4];
  const start = steps[0]?.x ?? 0;
  const [lowest, highest] = steps.reduce(
    ([low, high], { y }) => [Math.min(low, y), Math.max(high, y)],
    [Infinity, -Infinity],
  );
  const rowOf = (y: number): number =>
    highest > lowest ? Math.round(((highest - y) / (highest - lowest)) * (height - 1)) : height >> 1;
  const set = (x: number, y: number): void => {
    const row = cells[y >> 2];
    if (row !== undefined && x < width) row[x >> 1] = (row[x >> 1] ?? 0) | (dots[x & 1]?.[y & 3] ?? 0);
  };
  let [step, before] = [0, rowOf(steps[0]?.y ?? 0)];
  for (let x = 0; x < width; x += 1) {
    const at = start + (x / Math.max(width - 1, 1)) * (end - start);
    while ((steps[step + 1]?.x ?? Infinity) <= at) step += 1;
    const now = rowOf(steps[step]?.y ?? 0);
    for (let y = Math.min(before, now); y <= Math.max(before, now); y += 1) set(x, y);
    before = now;
  }
  return cells.map((row) => String.fromCodePoint(...Array.from(row, (cell) => 0x2800 + cell)));
}
