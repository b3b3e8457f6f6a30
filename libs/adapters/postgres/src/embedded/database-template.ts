import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { lchown, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerAccount } from './server-account.ts';

const run = promisify(execFile);

/** A draft this old, in milliseconds, was left behind by a process that was killed. */
const abandonedAfter = 600_000;

/**
 * Fresh database files of this user, kept to be copied: initdb takes more than a second, a copy a fraction of it. It has a
 * password that nobody knows; each copy is to be given its own.
 */
export class DatabaseTemplate {
  readonly #path: string;

  /** `description` holds everything that makes fresh database files what they are. */
  constructor(description: readonly string[], cache = join(homedir(), '.cache/slipway/postgres-template')) {
    const name = createHash('sha256').update(JSON.stringify(description)).digest('hex').slice(0, 16);
    this.#path = join(cache, name);
  }

  /** Copies it to the new directory `target`; false, and nothing is there, when there is no template yet. */
  async copyTo(target: string, account: ServerAccount | undefined): Promise<boolean> {
    if (!(await isDirectory(this.#path))) return false;
    try {
      await run('cp', ['-a', this.#path, target]);
    } catch {
      // Somebody clears the cache at this moment, or may not read it.
      await rm(target, { recursive: true, force: true });
      return false;
    }
    if (account) {
      for (const name of ['.', ...(await readdir(target, { recursive: true }))])
        await lchown(join(target, name), account.uid, account.gid);
    }
    return true;
  }

  /**
   * Keeps a copy of `source` as the template. It appears whole, by a rename; of several that do so at once one wins.
   * @throws when there is no room or no right to write it
   */
  async keep(source: string): Promise<void> {
    const cache = dirname(this.#path);
    await mkdir(cache, { recursive: true, mode: 0o700 });
    await removeAbandoned(cache);
    const draft = `${this.#path}.${randomBytes(6).toString('hex')}`;
    try {
      await run('cp', ['-a', source, draft]);
      await run('sync');
      await rename(draft, this.#path);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      if (!(await isDirectory(this.#path))) throw error;
    }
  }
}

async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.includes('.')) continue;
    const draft = join(cache, name);
    const age = await stat(draft).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > abandonedAfter) await rm(draft, { recursive: true, force: true });
  }
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
