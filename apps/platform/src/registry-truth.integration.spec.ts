import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modelEndpoints } from '@slipway/contracts';
import { plainGit, seededRandom, temporaryDirectory, until } from '@slipway/testing';
import { createToken } from './create-token.ts';
import { startPlatformProcess, type PlatformProcess } from './platform-process.ts';

const kills = Number(process.env.SLIPWAY_KILLS ?? 3);
const seed = Number(process.env.SLIPWAY_SEED ?? Date.now() % 1_000_000);
const file = 'teams/demo/models/iris.yaml';

describe("the registry's truth in git", () => {
  const random = seededRandom(seed);
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let data: string;
  let platform: PlatformProcess;
  let token: string;

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    data = path.join(temporary.path, 'data');
    process.env.NODE_COMPILE_CACHE ??= path.join(temporary.path, 'compile-cache');
    platform = await startPlatformProcess(data);
    token = await createToken({ data, name: 'pusher', grants: [{ role: 'git-writer' }], expires: undefined });
    await mlflow('POST', 'registered-models/create', { name: 'iris' });
    for (const version of ['1', '2'])
      await mlflow('POST', 'model-versions/create', { name: 'iris', source: `s3://models/iris/${version}` });
    await until('it is in git', async () => (await fileInGit()).includes('version: 2'));
  });

  afterAll(async () => {
    await platform.stop();
    await temporary.remove();
  });

  async function mlflow(
    method: 'GET' | 'POST',
    target: string,
    content: Record<string, string>,
  ): Promise<unknown> {
    const url = new URL(`/api/2.0/mlflow/${target}`, platform.url);
    if (method === 'GET') url.search = new URLSearchParams(content).toString();
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(10_000),
      ...(method === 'GET'
        ? {}
        : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(content) }),
    });
    if (!response.ok) throw new Error(`${target}: ${String(response.status)} ${await response.text()}`);
    return response.json();
  }

  const setAlias = (alias: string, version: string): Promise<unknown> =>
    mlflow('POST', 'registered-models/alias', { name: 'iris', alias, version });

  const versionAt = async (alias: string): Promise<string | undefined> => {
    const answer = await mlflow('GET', 'registered-models/alias', { name: 'iris', alias }).catch(() => ({}));
    return (answer as { model_version?: { version: string } }).model_version?.version;
  };

  const fileInGit = (): Promise<string> =>
    plainGit(path.join(data, 'environment.git'), 'show', `main:${file}`).catch(() => '');

  /** Works in a fresh clone and pushes; again from the beginning when the committer was faster. */
  async function pushed(work: (clone: string) => Promise<unknown>): Promise<void> {
    const clone = path.join(temporary.path, 'clone');
    const url = platform.url.replace('//', `//pusher:${token}@`);
    for (let tries = 20; ; tries -= 1) {
      await rm(clone, { recursive: true, force: true });
      await plainGit(temporary.path, 'clone', '--quiet', `${url}/git/environment.git`, clone);
      await work(clone);
      const done = plainGit(clone, 'push', '--quiet', 'origin', 'HEAD:main').then(() => true);
      if (tries === 0 ? await done : await done.catch(() => false)) return;
    }
  }

  it('takes an alias back when somebody reverts its commit and pushes it with a token', async () => {
    await setAlias('champion', '1');
    await setAlias('champion', '2');
    const subject = 'Set alias champion of model iris to version 2';
    const commit = await until('it is in git', async () => {
      const found = await plainGit(
        path.join(data, 'environment.git'),
        'log',
        '--format=%H',
        `--grep=^${subject}$`,
        'main',
      );
      return found !== '' && found;
    });
    await pushed((clone) => plainGit(clone, 'revert', '--no-edit', commit));
    await until('the old alias is back', async () => (await versionAt('champion')) === '1');
    const { aliases } = await platform.client.call(modelEndpoints.getModel, {
      params: { team: 'demo', name: 'iris' },
    });
    expect(aliases).toMatchObject([{ alias: 'champion', version: 1, by: 'Outsider' }]);
  });

  it(
    `loses no alias and no edit over ${String(kills)} kills, and both ends say the same (seed ${String(seed)})`,
    async () => {
      const accepted: string[] = [];
      let described = '';
      let count = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        const description = `edit ${String(kill)}`;
        const edit = pushed(async (clone) => {
          const at = path.join(clone, file);
          const text = (await readFile(at, 'utf8')).replace(/^ {2}description: .*\n/m, '');
          await writeFile(at, text.replace(/^spec:\n/m, `spec:\n  description: ${description}\n`));
          await plainGit(clone, 'commit', '--quiet', '--all', '-m', `Describe iris: ${description}`);
        }).then(
          () => (described = description),
          () => undefined, // the platform was killed meanwhile: it may or may not have arrived
        );
        const loadUntil = Date.now() + 200 + random() * 800;
        while (Date.now() < loadUntil) {
          count += 1;
          const alias = `a${String(count)}`;
          await setAlias(alias, '1').then(
            () => accepted.push(alias),
            () => undefined,
          );
        }
        if (random() < 0.5) await edit;
        const gone = new Promise((resolve) => platform.child.once('exit', resolve));
        platform.child.kill('SIGKILL');
        await Promise.all([gone, edit]);
        platform = await startPlatformProcess(data);
      }
      await setAlias('last', '1');
      await until('both ends say the same', async () => {
        const inGit = await fileInGit();
        if (!inGit.includes('    last:\n')) return false;
        const { aliases, description } = await platform.client.call(modelEndpoints.getModel, {
          params: { team: 'demo', name: 'iris' },
        });
        const inFile = [...inGit.matchAll(/^ {4}([\w-]+):\n {6}version: (\d+)$/gm)].map(
          ([, alias, version]) => `${alias ?? ''}=${version ?? ''}`,
        );
        return (
          (description === '' || inGit.includes(`  description: ${description}\n`)) &&
          aliases.map(({ alias, version }) => `${alias}=${String(version)}`).join() === inFile.join()
        );
      });
      const { aliases, description } = await platform.client.call(modelEndpoints.getModel, {
        params: { team: 'demo', name: 'iris' },
      });
      const known = new Set(aliases.map(({ alias }) => alias));
      expect(accepted.filter((alias) => !known.has(alias))).toEqual([]);
      expect(accepted.length).toBeGreaterThan(kills);
      expect(Number(description.replace('edit ', ''))).toBeGreaterThanOrEqual(
        Number(described.replace('edit ', '')),
      );
    },
    60_000 + kills * 20_000,
  );
});
