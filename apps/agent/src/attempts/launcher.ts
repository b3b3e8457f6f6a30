import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { layout } from './attempt-directory.ts';

/**
 * Makes the command `slipway` for programs, which starts a Node program by the Node of this process. Returns the directory
 * for their PATH.
 */
export async function writeLauncher(data: string, program: string): Promise<string> {
  const directory = layout.commands(data);
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const file = path.join(directory, 'slipway');
  const script = `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(program)} "$@"\n`;
  // Programs of attempts that go on may be starting it at this moment.
  await writeFile(`${file}.new`, script, { mode: 0o755 });
  await rename(`${file}.new`, file);
  return directory;
}

/** As one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
