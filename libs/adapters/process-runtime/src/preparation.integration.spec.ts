import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory, until } from '@slipway/testing';
import { pruneEntries } from './cache-entries.ts';
import { programBase } from './host-environment.ts';
import type { PreparationContext } from './preparation-context.ts';
import { listProcesses } from './process-table.ts';
import { openPythonEnvironment } from './python-environment.ts';
import { runTool } from './run-tool.ts';
import { checkOutSource } from './source-checkout.ts';
import { preparationMarker, sweepPreparation } from './sweep-preparation.ts';

const base: Record<string, string> = {
  ...programBase(process.env),
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
};
const context = (over: Partial<PreparationContext> = {}): PreparationContext => ({
  environment: base,
  signal: new AbortController().signal,
  onOutput: () => undefined,
  now: () => new Date(),
  allowFileSources: true,
  ...over,
});

function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  return execFileSync('git', [...identity, ...args], { cwd, env: base, encoding: 'utf8' }).trim();
}

async function repositoryIn(directory: string): Promise<{ url: string; commit: string }> {
  const repository = path.join(directory, 'repository');
  await mkdir(repository);
  git(repository, 'init', '--quiet', '--initial-branch=main');
  await writeFile(path.join(repository, 'train.py'), 'print("one")\n');
  git(repository, 'add', '.');
  git(repository, 'commit', '--quiet', '-m', 'one');
  git(repository, 'tag', '-a', 'v1', '-m', 'v1');
  return { url: pathToFileURL(repository).href, commit: git(repository, 'rev-parse', 'HEAD') };
}

describe('checking out a source', () => {
  it('gives the files of a branch, a tag or a commit, and keeps them by commit', async () => {
    await using directory = await temporaryDirectory();
    const { url, commit } = await repositoryIn(directory.path);
    const cache = path.join(directory.path, 'cache');
    for (const [number, revision] of ['main', 'v1', commit].entries()) {
      const target = path.join(directory.path, `work-${String(number)}`);
      expect(await checkOutSource({ url, revision }, target, cache, context())).toMatchObject({ commit });
      expect(await readFile(path.join(target, 'train.py'), 'utf8')).toBe('print("one")\n');
    }
    expect(await readdir(cache)).toHaveLength(1);
  });

  it('sees a branch move, and makes an entry anew that an earlier agent left half done', async () => {
    await using directory = await temporaryDirectory();
    const { url } = await repositoryIn(directory.path);
    const cache = path.join(directory.path, 'cache');
    const repository = path.join(directory.path, 'repository');
    await writeFile(path.join(repository, 'train.py'), 'print("two")\n');
    git(repository, 'commit', '--quiet', '-a', '-m', 'two');
    const commit = git(repository, 'rev-parse', 'HEAD');
    const first = await checkOutSource(
      { url, revision: 'main' },
      path.join(directory.path, 'a'),
      cache,
      context(),
    );
    expect(first.commit).toBe(commit);
    await writeFile(path.join(cache, first.entry, 'tree', 'train.py'), 'half');
    execFileSync('rm', [path.join(cache, first.entry, '.slipway-complete')]);
    await checkOutSource({ url, revision: commit }, path.join(directory.path, 'b'), cache, context());
    expect(await readFile(path.join(directory.path, 'b', 'train.py'), 'utf8')).toBe('print("two")\n');
  });

  it.each([
    [{ url: '--upload-pack=touch pwned', revision: 'main' }, 'is not one of git'],
    [{ url: 'https://example.com/x', revision: '--output=pwned' }, 'is neither a branch, a tag nor a commit'],
    [{ url: 'https://example.com/x', revision: 'a..b' }, 'is neither a branch, a tag nor a commit'],
    [{ url: 'ext::touch%20pwned', revision: 'main' }, "transport 'ext' not allowed"],
    [{ url: 'http://example.com/x', revision: 'main' }, "transport 'http' not allowed"],
  ])('refuses %j', async (source, reason) => {
    await using directory = await temporaryDirectory();
    const cache = path.join(directory.path, 'cache');
    await expect(checkOutSource(source, path.join(directory.path, 'work'), cache, context())).rejects.toThrow(
      reason,
    );
    await expect(stat(path.join(cache, 'pwned'))).rejects.toThrow('ENOENT');
  });

  it('refuses local repositories unless they are allowed', async () => {
    await using directory = await temporaryDirectory();
    const { url } = await repositoryIn(directory.path);
    const checkout = checkOutSource(
      { url, revision: 'main' },
      path.join(directory.path, 'w'),
      path.join(directory.path, 'c'),
      context({ allowFileSources: false }),
    );
    await expect(checkout).rejects.toThrow("transport 'file' not allowed");
  });

  it('names a revision that does not exist and a missing git', async () => {
    await using directory = await temporaryDirectory();
    const { url } = await repositoryIn(directory.path);
    const cache = path.join(directory.path, 'cache');
    await expect(
      checkOutSource({ url, revision: 'nope' }, path.join(directory.path, 'w'), cache, context()),
    ).rejects.toThrow('has no branch or tag nope');
    const bare = context({ environment: { PATH: directory.path } });
    await expect(
      checkOutSource({ url, revision: 'main' }, path.join(directory.path, 'w'), cache, bare),
    ).rejects.toThrow('git is not installed');
  });
});

/** A python3 whose `-m venv` copies a recipe and whose pip is a script, so that no network and little time is needed. */
async function fakePython(directory: string, pip: string): Promise<Record<string, string>> {
  const bin = path.join(directory, 'bin');
  await mkdir(bin, { recursive: true });
  const python = `#!/bin/sh
case "$2" in
-c) echo "3.13.0 fake" ;;
venv) echo venv >>"${directory}/calls"; mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
pip) echo pip >>"${directory}/calls"; ${pip} ;;
esac
`;
  await writeFile(path.join(bin, 'python3'), python);
  await chmod(path.join(bin, 'python3'), 0o755);
  return { ...base, PATH: `${bin}:${base.PATH ?? ''}` };
}

describe('a Python environment', () => {
  it('is built once for those who want it at the same time, and its output reaches all of them', async () => {
    await using directory = await temporaryDirectory();
    const environment = await fakePython(directory.path, 'sleep 0.2; echo "Collecting numpy"');
    const outputs = ['', '', ''];
    const opened = await Promise.all(
      outputs.map((_, index) =>
        openPythonEnvironment(
          ['numpy==2.0'],
          path.join(directory.path, 'venvs'),
          context({ environment, onOutput: (text) => (outputs[index] = (outputs[index] ?? '') + text) }),
        ),
      ),
    );
    expect(new Set(opened.map((one) => one.entry)).size).toBe(1);
    expect(await readFile(path.join(directory.path, 'calls'), 'utf8')).toBe('venv\npip\n');
    for (const output of outputs) expect(output).toContain('Collecting numpy');
    const again = await openPythonEnvironment(
      ['numpy==2.0'],
      path.join(directory.path, 'venvs'),
      context({ environment }),
    );
    expect(again.built).toBe(false);
    const other = await openPythonEnvironment(
      ['numpy==2.1'],
      path.join(directory.path, 'venvs'),
      context({ environment }),
    );
    expect(other.entry).not.toBe(again.entry);
  });

  it('fails with the last lines of pip, and is built anew the next time', async () => {
    await using directory = await temporaryDirectory();
    const environment = await fakePython(
      directory.path,
      'echo "ERROR: No matching distribution found for nunpy" >&2; exit 1',
    );
    const build = (): Promise<unknown> =>
      openPythonEnvironment(['nunpy'], path.join(directory.path, 'venvs'), context({ environment }));
    await expect(build()).rejects.toThrow(
      'python failed with exit code 1:\nERROR: No matching distribution found for nunpy',
    );
    await expect(build()).rejects.toThrow('No matching distribution');
    expect(await readFile(path.join(directory.path, 'calls'), 'utf8')).toBe('venv\npip\nvenv\npip\n');
  });

  it('goes on for the others when one of them is stopped, and is killed when the last one is', async () => {
    await using directory = await temporaryDirectory();
    const environment = await fakePython(directory.path, `touch "${directory.path}/installing"; sleep 600`);
    const marked = { ...environment, [preparationMarker]: directory.path };
    const stops = [new AbortController(), new AbortController()];
    const results = stops.map((stop) =>
      openPythonEnvironment(
        ['x'],
        path.join(directory.path, 'venvs'),
        context({ environment: marked, signal: stop.signal }),
      ).catch((error: unknown) => String(error)),
    );
    await until('pip runs', () =>
      stat(path.join(directory.path, 'installing')).then(
        () => true,
        () => false,
      ),
    );
    const running = async (): Promise<number> =>
      (await listProcesses(`${preparationMarker}=${directory.path}`)).filter((entry) => entry.marked).length;
    stops[0]?.abort(new Error('first stopped'));
    expect(await results[0]).toBe('Error: first stopped');
    expect(await running()).toBeGreaterThan(0);
    stops[1]?.abort(new Error('second stopped'));
    expect(await results[1]).toBe('Error: second stopped');
    await until('pip is gone', async () => (await running()) === 0);
  });

  it('says so when Python is missing or cannot make environments', async () => {
    await using directory = await temporaryDirectory();
    const cache = path.join(directory.path, 'venvs');
    await expect(
      openPythonEnvironment([], cache, context({ environment: { PATH: directory.path } })),
    ).rejects.toThrow('python3 is not installed');
  });
});

describe('a tool of the preparation', () => {
  it('is killed with its children when its time is over', async () => {
    await using directory = await temporaryDirectory();
    const environment = { ...base, [preparationMarker]: directory.path };
    const call = runTool({
      file: 'sh',
      args: ['-c', 'sleep 600 & wait'],
      cwd: directory.path,
      environment,
      timeoutMs: 200,
      signal: context().signal,
    });
    await expect(call).rejects.toThrow('sh did not end within 200ms');
    expect(
      (await listProcesses(`${preparationMarker}=${directory.path}`)).some((entry) => entry.marked),
    ).toBe(false);
  });

  it('left behind by a killed agent is swept', async () => {
    await using directory = await temporaryDirectory();
    const environment = { ...base, [preparationMarker]: directory.path };
    const call = runTool({
      file: 'sleep',
      args: ['600'],
      cwd: directory.path,
      environment,
      timeoutMs: 60_000,
      signal: context().signal,
    });
    const ended = call.catch((error: unknown) => String(error));
    await until('it runs', async () =>
      (await listProcesses(`${preparationMarker}=${directory.path}`)).some((entry) => entry.marked),
    );
    await sweepPreparation(directory.path);
    expect(await ended).toContain('sleep failed with SIGKILL');
  });
});

describe('pruning a cache', () => {
  const entry = async (
    cache: string,
    name: string,
    bytes: number,
    ageMs: number,
    now: Date,
  ): Promise<void> => {
    await mkdir(path.join(cache, name), { recursive: true });
    const marker = path.join(cache, name, '.slipway-complete');
    await writeFile(marker, JSON.stringify({ bytes }));
    const at = new Date(now.getTime() - ageMs);
    await utimes(marker, at, at);
  };

  it('removes what is old, half made or beyond the bound of size, the longest unused first, and nothing in use', async () => {
    await using directory = await temporaryDirectory();
    const now = new Date();
    await entry(directory.path, 'fresh', 60, 1_000, now);
    await entry(directory.path, 'older', 60, 2_000, now);
    await entry(directory.path, 'ancient', 1, 100_000, now);
    await entry(directory.path, 'ancient-in-use', 1, 100_000, now);
    await mkdir(path.join(directory.path, 'half-made'));
    await symlink('/nowhere', path.join(directory.path, 'fresh', 'dangling'));
    const removed = await pruneEntries(
      directory.path,
      new Set(['ancient-in-use']),
      { maxAgeMs: 50_000, maxBytes: 100 },
      now,
    );
    expect([...removed].sort()).toEqual(['ancient', 'half-made', 'older']);
    expect((await readdir(directory.path)).sort()).toEqual(['ancient-in-use', 'fresh']);
  });
});
