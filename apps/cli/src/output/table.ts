import { stripVTControlCharacters } from 'node:util';

/** Columns of equal width, two spaces apart, headings in capitals; nothing after the last column. Cells may be coloured. */
export function tableLines(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [headings.map((heading) => heading.toUpperCase()), ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  return all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** `Name:    value` with the values below each other; pairs without a value are left out. */
export function fieldLines(
  fields: readonly (readonly [string, string | undefined])[],
  indent = '',
): string[] {
  const shown = fields.filter(
    (field): field is readonly [string, string] => field[1] !== undefined && field[1] !== '',
  );
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${indent}${`${name}:`.padEnd(width + 1)}  ${value}`);
}

function widthOf(cell: string): number {
  return Array.from(stripVTControlCharacters(cell)).length;
}
