import { execFile, spawn } from 'node:child_process';
import { access, chmod, cp, glob, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { buildLock } from './build-lock.ts';
import { cacheFolderName, cacheRoot } from './cache-folder.ts';
import { buildArguments, requiredVersion, type Program } from './program.ts';

const run = promisify(execFile);
const modules = path.resolve(import.meta.dirname, '../../go');

/** A program that is there to be run. */
export interface BuiltProgram {
  readonly path: string;
  /** Has the program's folders of manifests by their names. */
  readonly manifests: string;
}

/**
 * The program, from the cache or built into it; minutes when Go's own cache is empty too. Of several processes that ask
 * at once, one builds and the others wait.
 * @param progress gets a line now and then while it is built
 * @throws Error when Go is missing, or the build fails
 */
export async function buildProgram(
  program: Program,
  progress: (line: string) => void,
): Promise<BuiltProgram> {
  const directory = path.join(modules, program.module);
  const sources = await sourcesOf(program, directory);
  const version = requiredVersion(sources.get('go.mod') ?? '', program.versionOf);
  const name = cacheFolderName({
    name: program.name,
    go: await goRelease(directory),
    arguments: buildArguments(program, version, program.name),
    manifests: program.manifests,
    sources,
  });
  const folder = path.join(cacheRoot(process.env), name);
  const built = { path: path.join(folder, program.name), manifests: folder };
  if (await exists(built.path)) return built;

  await mkdir(path.dirname(folder), { recursive: true });
  await using lock = await buildLock(`${folder}.lock`, (builder) => {
    progress(`waits for process ${String(builder)}, which builds ${program.name}`);
  });
  if (lock.waited && (await exists(built.path))) return built;

  const making = await mkdtemp(`${folder}.making-`);
  try {
    const began = Date.now();
    progress(`builds ${program.name} ${version}: minutes the first time`);
    await compile(
      directory,
      buildArguments(program, version, path.join(making, program.name)),
      (packages) => {
        const minutes = ((Date.now() - began) / 60_000).toFixed(1);
        progress(`builds ${program.name}: ${String(packages)} packages after ${minutes} min`);
      },
    );
    await copyManifests(program, directory, making);
    await rename(making, folder);
    progress(`built ${program.name} in ${((Date.now() - began) / 60_000).toFixed(1)} min`);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return built;
}

const buildEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  CGO_ENABLED: '0',
  GOFLAGS: '',
  GOWORK: 'off',
});

/** Go's release, system and architecture. */
async function goRelease(directory: string): Promise<string> {
  try {
    const { stdout } = await run('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], {
      cwd: directory,
      env: buildEnvironment(),
    });
    return stdout;
  } catch (cause) {
    throw new Error(
      'Go cannot be run: install Go 1.26 or newer (https://go.dev/dl) and put it on the PATH, or give an existing cluster as KUBECONFIG',
      { cause },
    );
  }
}

async function sourcesOf(program: Program, directory: string): Promise<ReadonlyMap<string, string>> {
  const files = ['go.mod', 'go.sum'];
  if (program.package.startsWith('.'))
    files.push(...(await Array.fromAsync(glob(path.join(program.package, '**/*.go'), { cwd: directory }))));
  const texts = files.map(
    async (file) => [file, await readFile(path.join(directory, file), 'utf8')] as const,
  );
  return new Map(await Promise.all(texts));
}

/** Runs `go build -v`, which names each package that it compiles, and tells now and then how many there were. */
async function compile(
  directory: string,
  args: readonly string[],
  progress: (packages: number) => void,
): Promise<void> {
  const compiler = spawn('go', args, {
    cwd: directory,
    env: buildEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    compiler.on('error', reject);
    compiler.on('close', resolve);
  });
  const said: string[] = [];
  let packages = 0;
  createInterface({ input: compiler.stderr }).on('line', (line) => {
    if (/^[\w.\-/]+$/.test(line)) packages += 1;
    else said.push(line);
  });
  const timer = setInterval(() => {
    progress(packages);
  }, 15_000);
  try {
    const code = await ended;
    if (code !== 0)
      throw new Error(`go ${args.join(' ')} failed in ${directory}:\n${said.slice(-40).join('\n')}`);
  } finally {
    clearInterval(timer);
  }
}

/** The files of the module cache are read-only: the copies are not, so that the cache can be removed. */
async function copyManifests(program: Program, directory: string, folder: string): Promise<void> {
  if (program.manifests.length === 0) return;
  const { stdout } = await run('go', ['list', '-m', '-f', '{{.Dir}}', program.versionOf], {
    cwd: directory,
    env: buildEnvironment(),
  });
  for (const manifests of program.manifests) {
    const copy = path.join(folder, manifests);
    await cp(path.join(stdout.trim(), manifests), copy, { recursive: true });
    await chmod(copy, 0o755);
    for await (const name of glob('**/*', { cwd: copy })) await chmod(path.join(copy, name), 0o755);
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
