import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError } from '@slipway/kernel';
import { codeOf } from './data-directory.ts';

/** When a process started, in clock ticks since boot, so that a reused process id is not mistaken for its former owner. */
async function startTime(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Holds the data directory for this process. A lock left by a killed process is taken over.
 * @throws ConflictError when a live process holds it.
 */
export async function holdDataDirectory(root: string): Promise<() => Promise<void>> {
  const file = path.join(root, 'platform.lock');
  const mine = `${String(process.pid)} ${(await startTime(process.pid)) ?? ''}`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await writeFile(file, mine, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const [pid = '', started = ''] = (await readFile(file, 'utf8').catch(() => '')).split(' ');
    const holder = Number(pid);
    if (holder > 0 && isAlive(holder) && ((await startTime(holder)) ?? started) === started) {
      throw new ConflictError(
        `${root} is in use by another Slipway (process ${pid}). Stop it first, or give another place with --data DIR.`,
        { details: { pid: holder } },
      );
    }
    await rm(file, { force: true });
  }
  throw new ConflictError(
    `${root} is being taken by another Slipway that starts at the same moment. Try again.`,
  );
}
