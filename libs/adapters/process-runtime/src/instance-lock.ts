import { link, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError } from '@slipway/kernel';
import { writeDurably } from './durable-file.ts';
import { identifyProcess, identityText, isRunning, readIdentity } from './process-identity.ts';
import { systemErrorCode } from './system-error.ts';

/**
 * Holds a directory for this process; the returned function lets go of it. A holder that was killed is replaced.
 *
 * The lock is the file with the highest number: who wants it makes the next one by link(2), which only one can, after
 * the present holder has gone. The highest file is never removed, so no number is ever given out twice.
 * @throws ConflictError when a live process holds it.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const locks = path.join(directory, 'lock');
  await mkdir(locks, { recursive: true, mode: 0o700 });
  const self = await identifyProcess(process.pid);
  if (self === undefined) throw new Error('this process cannot find itself in the process table');

  for (;;) {
    const highest = await highestNumber(locks);
    const holder = highest === 0 ? 'missing' : await readIdentity(path.join(locks, String(highest)));
    if (typeof holder === 'object' && (await isRunning(holder))) {
      throw new ConflictError(`${directory} is in use by another agent, process ${String(holder.pid)}`, {
        details: { pid: holder.pid },
      });
    }
    const mine = path.join(locks, String(highest + 1));
    if (!(await claim(mine, identityText(self)))) continue;
    if ((await highestNumber(locks)) !== highest + 1) {
      await rm(mine); // somebody was faster, and cleaned up while the directory was being read
      continue;
    }
    for (let old = highest; old > 0 && old > highest - 10; old -= 1)
      await rm(path.join(locks, String(old)), { force: true });
    return () => writeDurably(mine, 'released\n');
  }
}

async function claim(file: string, content: string): Promise<boolean> {
  const temporary = `${file}.${String(process.pid)}.new`;
  await writeFile(temporary, content, { mode: 0o600 });
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function highestNumber(locks: string): Promise<number> {
  return Math.max(0, ...(await readdir(locks)).filter((name) => /^\d+$/.test(name)).map(Number));
}
