import type { Finding } from '@slipway/kernel';
import type { ExitCode } from '../exit-codes.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { writeData } from './format.ts';
import { printable } from './printable.ts';

/** Writes findings for people, or as data. The exit code is 1 when one is a problem. */
export async function writeFindings(invocation: Invocation, findings: readonly Finding[]): Promise<ExitCode> {
  const { out } = invocation;
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml') await writeData(out, format, { findings });
  else {
    const marks = {
      ok: out.colours.green('ok     '),
      problem: out.colours.red('problem'),
      note: out.colours.yellow('note   '),
    };
    const width = Math.max(10, ...findings.map(({ check }) => check.length));
    for (const { check, result, found, hint } of findings) {
      await out.line(`${marks[result]}  ${check.padEnd(width)}  ${printable(found)}`);
      if (hint !== undefined)
        await out.line(`${' '.repeat(width + 11)}${out.colours.cyan('→')} ${printable(hint)}`);
    }
  }
  return findings.some(({ result }) => result === 'problem') ? exitCodes.different : exitCodes.ok;
}
