import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UnavailableError } from '@slipway/kernel';

/** Who the server runs as. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const candidates = ['postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root: then it runs as `postgres`, else as `nobody`. Undefined when this process is not
 * root, so that the server simply runs as the same user.
 */
export async function serverAccount(passwdFile = '/etc/passwd'): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile(passwdFile, 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of candidates) {
    const entry = lines.find(([user]) => user === name);
    if (entry) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new UnavailableError(
    'PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody. Start as another user.',
  );
}

/**
 * Checks that the account may enter all folders above `path`.
 * @throws UnavailableError naming the first folder that is closed to it.
 */
export async function requireReachable(path: string, account: ServerAccount): Promise<void> {
  const folders: string[] = [];
  for (let at = dirname(resolve(path)); ; at = dirname(at)) {
    folders.unshift(at);
    if (at === dirname(at)) break;
  }
  for (const folder of folders) {
    const { mode, uid, gid } = await stat(folder);
    const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & execute) === 0) {
      throw new UnavailableError(
        `PostgreSQL does not run as root, and its user ${account.name} may not enter ${folder}. ` +
          'Start as another user, or keep the data elsewhere (--data DIR).',
        { details: { folder, account: account.name } },
      );
    }
  }
}
