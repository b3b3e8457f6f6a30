import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A folder below `~/.cache/slipway/object-stores` that `make` has filled, once for all runs; of several processes that
 * make it at once, the first counts.
 */
async function cachedFolder(name: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(homedir(), '.cache/slipway/object-stores', name);
  if (await exists(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
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

/** A program of a Go module, built once. @throws Error when Go is not on the PATH, or the build fails */
export async function goTool(module: string, version: string, program: string): Promise<string> {
  const folder = await cachedFolder(`${program}-${version}`, async (making) => {
    try {
      await run('go', ['install', `${module}@${version}`], { env: { ...process.env, GOBIN: making } });
    } catch (cause) {
      throw new Error(`${program} cannot be built: install Go 1.24 or newer, and put it on the PATH`, {
        cause,
      });
    }
  });
  return join(folder, program);
}

/** The folder `node_modules` with an npm package, installed once. @throws Error when it cannot be installed */
export async function npmTool(name: string, version: string): Promise<string> {
  const folder = await cachedFolder(`${name}-${version}`, (making) =>
    run('npm', ['install', '--prefix', making, '--no-audit', '--no-fund', `${name}@${version}`]),
  );
  return join(folder, 'node_modules');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
