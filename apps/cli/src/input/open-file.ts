import { UnavailableError } from '@slipway/kernel';
import { runProgram } from './run-program.ts';

const openers: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer' };

/** Opens a file in the program that the desktop has for it. @throws UnavailableError */
export async function openFile(file: string): Promise<void> {
  const opener = openers[process.platform] ?? 'xdg-open';
  const { ok, reason } = await runProgram(opener, [file]);
  // Explorer's exit code says nothing.
  if (!ok && opener !== 'explorer') throw new UnavailableError(`cannot open ${file}: ${reason}`);
}
