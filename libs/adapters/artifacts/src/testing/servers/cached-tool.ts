import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cachedFolder } from '@slipway/testing';

const run = promisify(execFile);

/** A program of a Go module, built once. @throws Error when Go is not on the PATH, or the build fails */
export async function goTool(module: string, version: string, program: string): Promise<string> {
  const folder = await cachedFolder(`object-stores/${program}-${version}`, async (making) => {
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
  const folder = await cachedFolder(`object-stores/${name}-${version}`, (making) =>
    run('npm', ['install', '--prefix', making, '--no-audit', '--no-fund', `${name}@${version}`]),
  );
  return join(folder, 'node_modules');
}
