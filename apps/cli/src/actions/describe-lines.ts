import type { CommitView } from '@slipway/contracts';
import type { Invocation } from '../invocation.ts';
import { historyTable } from './history.ts';

/** Writes what was described, and below it the newest commits. */
export async function writeLines(
  invocation: Invocation,
  lines: readonly string[],
  commits: readonly CommitView[],
): Promise<void> {
  const { out, clock } = invocation;
  const shown = commits.length === 0 ? ['none yet'] : historyTable(commits, clock.now());
  for (const line of [...lines, '', out.colours.bold('Newest commits'), ...indented(shown)])
    await out.line(line);
}

/** Lines below a heading. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}
