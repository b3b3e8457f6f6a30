import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A lock that is held; `waited` tells whether another process held it before. */
export interface BuildLock extends AsyncDisposable {
  readonly waited: boolean;
}

/**
 * Held by one process of this machine at a time; what a process that has died held is free again.
 * @param waits called once with the holder's id when there is one
 */
export async function buildLock(file: string, waits: (holder: number) => void): Promise<BuildLock> {
  const claim = `${file}.${String(process.pid)}`;
  await writeFile(claim, String(process.pid));
  try {
    for (let waited = false; ; waited = true) {
      if (await linked(claim, file))
        return { waited, [Symbol.asyncDispose]: () => rm(file, { force: true }) };
      const holder = Number(await readFile(file, 'utf8').catch(() => ''));
      if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
      else if (!waited) waits(holder);
      await delay(500);
    }
  } finally {
    await rm(claim, { force: true });
  }
}

/** A link appears with its content at once, and only once. */
function linked(claim: string, file: string): Promise<boolean> {
  return link(claim, file).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    },
  );
}

/** Whether a process with this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
