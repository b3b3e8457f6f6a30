import type { Row } from './benchmark.ts';

function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** A table for a terminal: text left, figures right. */
export function formatTable(
  rows: readonly Row[],
  ratios: Readonly<Record<string, number>>,
  machine: string,
): string {
  const cells = [
    ['system', 'metric', 'unit', 'median', 'min', 'max'],
    ...rows.map((row) => [
      row.system,
      row.metric,
      row.unit,
      number(row.median),
      number(row.min),
      number(row.max),
    ]),
  ];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const ratioLines = Object.entries(ratios).map(([name, value]) => `  ${name}: ${number(value)}`);
  return `${machine}\n\n${lines.join('\n')}\n${ratioLines.length > 0 ? `\nratios\n${ratioLines.join('\n')}\n` : ''}`;
}
