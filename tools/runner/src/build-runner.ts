import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { sharedLibrariesIn } from './shared-libraries.ts';

const run = promisify(execFile);
const repository = path.resolve(import.meta.dirname, '../../..');

/** Packages in the older format of modules ask for parts of Node by `require`. */
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** The loader is what is written first: one that was begun and left has it too. */
const loaderFile = 'ld.so';

/**
 * Makes the runner: a folder with all that `slipway study run` needs of a Linux machine of this architecture: the command as
 * one file, this Node, its libraries and its dynamic loader. A runner that is there is replaced.
 * @throws Error when the folder has something else in it
 */
export async function buildRunner(folder: string): Promise<void> {
  await refuseOthers(folder);
  const { stdout } = await run('ldd', [process.execPath]);
  const { loader, libraries } = sharedLibrariesIn(stdout);
  const files = [
    { from: loader, to: loaderFile, mode: 0o755 },
    { from: process.execPath, to: 'node', mode: 0o755 },
    ...Object.entries(libraries).map(([name, from]) => ({ from, to: `lib/${name}`, mode: 0o644 })),
  ];
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { from, to, mode } of files) {
    await mkdir(path.dirname(path.join(folder, to)), { recursive: true });
    await copyFile(from, path.join(folder, to));
    await chmod(path.join(folder, to), mode);
  }
  await build({
    entryPoints: [path.join(repository, 'apps/cli/src/runner.ts')],
    outfile: path.join(folder, 'slipway.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    conditions: ['@slipway/source'],
    banner: { js: banner },
    logLevel: 'error',
  });
}

/** What is not a runner would be lost: the folder is a word that somebody has typed. */
async function refuseOthers(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  if (names.length > 0 && !names.includes(loaderFile))
    throw new Error(`${folder} has files in it and is no runner: name a folder that is empty or not there`);
}
