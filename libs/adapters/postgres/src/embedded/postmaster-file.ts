import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './process-signals.ts';

/** What a running server writes about itself into `postmaster.pid` of its data directory. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

export const postmasterFile = (dataDirectory: string): string => join(dataDirectory, 'postmaster.pid');

/** The file's content, or undefined when there is none or it is not complete. */
export async function readPostmasterFile(dataDirectory: string): Promise<PostmasterFile | undefined> {
  let text: string;
  try {
    text = await readFile(postmasterFile(dataDirectory), 'utf8');
  } catch {
    return undefined;
  }
  // Format: src/include/utils/pidfile.h of PostgreSQL; line 4 is the port, line 8 the status.
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port)) return undefined;
  return { pid, port, ready: lines[7]?.trim() === 'ready' };
}

/** Whether the process is alive and works in this data directory; ids of dead servers are reused by other programs. */
export async function isPostmasterOf(pid: number, dataDirectory: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  try {
    return (await readlink(`/proc/${String(pid)}/cwd`)) === dataDirectory;
  } catch (error) {
    // On Linux a process that nobody has reaped yet is still there and has no working directory any more. Elsewhere
    // there is no /proc to ask: believe the file.
    return process.platform !== 'linux' || (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
