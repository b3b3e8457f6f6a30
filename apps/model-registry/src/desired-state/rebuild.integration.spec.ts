import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modelEndpoints } from '@slipway/contracts';
import { openEnvironmentHistory } from '@slipway/git';
import { ForbiddenError } from '@slipway/kernel';
import { emptySchemas } from '@slipway/postgres/testing';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger, seededRandom, until } from '@slipway/testing';
import { openModelRegistry } from '../open-model-registry.ts';
import { startRegistryWithGit, type RegistryWithGit } from '../testing/registry-with-git.ts';

let harness: RegistryWithGit;
let names: readonly string[];

const seed = Number(process.env.SLIPWAY_SEED ?? 7);

beforeAll(async () => {
  harness = await startRegistryWithGit();
  names = await randomCalls();
  await harness.git.commit();
  await harness.followed();
}, 360_000);

afterAll(() => harness.stop());

/** Names that become a path of their own, and such as need a hash. */
const pool = ['iris', 'iris', 'iris', 'Iris', 'a model', 'ünï', 'x'.repeat(200), 'line\nbreak'];

/** A seeded sequence of calls, some of which are refused, with commits in between. Returns the names that were tried. */
async function randomCalls(): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  const version = (): string => String(1 + Math.floor(random() * 4));
  const calls: readonly (readonly ['POST' | 'PATCH' | 'DELETE', string, () => object])[] = [
    [
      'POST',
      'registered-models/create',
      () => ({ name: pick(pool), description: pick(['', 'text', 'two\nlines']) }),
    ],
    [
      'POST',
      'model-versions/create',
      () => ({ name: pick(pool), source: 's3://m/1', tags: [{ key: 'k', value: '' }] }),
    ],
    ['POST', 'model-versions/create', () => ({ name: pick(pool), source: 's3://m/2', description: 'ü: "#' })],
    ['POST', 'model-versions/create', () => ({ name: pick(pool), source: 's3://m/3', run_link: 'http://l' })],
    [
      'POST',
      'registered-models/alias',
      () => ({ name: pick(pool), alias: pick(['champion', 'b']), version: version() }),
    ],
    [
      'POST',
      'registered-models/alias',
      () => ({ name: pick(pool), alias: pick(['champion', 'b']), version: version() }),
    ],
    ['DELETE', 'registered-models/alias', () => ({ name: pick(pool), alias: 'b' })],
    [
      'POST',
      'registered-models/set-tag',
      () => ({ name: pick(pool), key: pick(['a', 'null', '1']), value: pick(['', 'yes', '\u0007']) }),
    ],
    ['DELETE', 'registered-models/delete-tag', () => ({ name: pick(pool), key: 'a' })],
    ['PATCH', 'registered-models/update', () => ({ name: pick(pool), description: pick(['', 'other']) })],
    ['POST', 'registered-models/rename', () => ({ name: pick(pool), new_name: pick(pool) })],
    ['PATCH', 'model-versions/update', () => ({ name: pick(pool), version: version(), description: 'new' })],
    [
      'POST',
      'model-versions/transition-stage',
      () => ({
        name: pick(pool),
        version: version(),
        stage: pick(['Staging', 'Production', 'None']),
        archive_existing_versions: false,
      }),
    ],
    [
      'POST',
      'model-versions/set-tag',
      () => ({ name: pick(pool), version: version(), key: 'k', value: 'v' }),
    ],
    ['DELETE', 'model-versions/delete', () => ({ name: pick(pool), version: version() })],
  ];
  const deleted: typeof calls = [['DELETE', 'registered-models/delete', () => ({ name: pick(pool) })]];
  for (const name of ['iris', 'Iris', 'ünï']) await harness.makeModel(name, 3);
  for (let step = 0; step < 300; step += 1) {
    const [method, target, content] = step % 50 === 49 ? pick(deleted) : pick(calls);
    const { status } = await harness.registry.call(method, target, content(), 'carl');
    if (status >= 500) throw new Error(`${target} was answered ${String(status)}`);
    if (step % 20 === 0) await harness.git.commit();
    if (step % 60 === 59) await revertSomething();
  }
  return [...new Set(pool)];
}

/** Somebody takes back what was done last. */
async function revertSomething(): Promise<void> {
  await harness.git.commit();
  await harness.git.revert('main');
  await harness.followed();
  await harness.git.commit();
}

/** The text of every answer about models, versions, aliases and tags. */
async function answers(url = harness.registry.url): Promise<readonly string[]> {
  const get = async (target: string, query: Readonly<Record<string, string>>): Promise<string> => {
    const address = new URL(`/api/2.0/mlflow/${target}?${new URLSearchParams(query).toString()}`, url);
    const response = await fetch(address, { headers: { Authorization: 'Bearer carl' } });
    return `${target} ${JSON.stringify(query)} ${String(response.status)} ${await response.text()}`;
  };
  const all = [get('registered-models/search', {}), get('model-versions/search', {})];
  for (const name of names) {
    all.push(get('registered-models/get', { name }));
    for (const alias of ['champion', 'b', 'latest'])
      all.push(get('registered-models/alias', { name, alias }));
    for (const version of ['1', '2', '3']) all.push(get('model-versions/get', { name, version }));
  }
  return Promise.all(all);
}

/** What moved, by whom and by which commit. */
async function histories(): Promise<readonly object[]> {
  const all = names.map(async (name) => {
    const { items = [] } = await harness
      .as('carl')
      .call(modelEndpoints.modelHistory, { params: { team: 'demo', name }, query: { limit: 500 } })
      .catch(() => ({ items: [] }));
    return items.map(({ alias, version, stage, by, commit, change }) => ({
      name,
      alias,
      version,
      stage,
      by,
      commit,
      change,
    }));
  });
  return (await Promise.all(all)).flat();
}

describe('a registry that lost its tables', () => {
  it('is made anew from git while it runs, and answers the same to the byte', async () => {
    const [before, past] = [await answers(), await histories()];
    expect(past.length).toBeGreaterThan(15);
    await emptySchemas(harness.registry.databaseUrl, 'models', 'desired_state');
    await until('it was made anew', async () => {
      return (await harness.registry.database.followedRepository.position('environment')) !== undefined;
    });
    expect(await answers()).toEqual(before);
    expect(await histories()).toEqual(past);
    expect(await harness.git.pending()).toEqual([]);
  });

  it('is made anew when it starts, also when only the models are gone', async () => {
    const before = await answers();
    await emptySchemas(harness.registry.databaseUrl, 'models');
    const { database, directory } = harness.registry;
    const history = await openEnvironmentHistory({ directory: path.join(directory, 'environment.git') });
    const service = await openModelRegistry({
      database,
      history,
      logger: quietLogger,
      metrics: createMetrics(),
      repository: 'environment',
      openTeam: undefined,
      rootTeam: 'demo',
      artifactRoot: 'mlflow-artifacts:/',
      artifactsDestination: path.join(directory, 'artifacts'),
      keysDirectory: directory,
      env: {},
    });
    await service.start();
    expect(await answers()).toEqual(before);
    await service.stop();
    await history.close();
  });

  it('is made anew when an administrator asks for it, with what is not in git yet coming later', async () => {
    await harness.call('POST', 'registered-models/create', { name: 'late' });
    await expect(harness.as('mia').call(modelEndpoints.rebuildRegistry, { body: {} })).rejects.toThrow(
      ForbiddenError,
    );
    const { models } = await harness.as('root').call(modelEndpoints.rebuildRegistry, { body: {} });
    expect(models).toBeGreaterThan(0);
    const find = async (): Promise<number> =>
      (await harness.registry.call('GET', 'registered-models/get', { name: 'late' }, 'carl')).status;
    expect(await find()).toBe(404);
    await harness.git.commit();
    await until('what was accepted is there again', async () => (await find()) === 200);
  });

  it('follows a branch whose history was rewritten', async () => {
    await harness.makeModel('rewritten', 2);
    await harness.setAlias('rewritten', 'champion', 1);
    await harness.git.commit();
    const kept = (await harness.git.git('rev-parse', 'main')).trim();
    await harness.setAlias('rewritten', 'champion', 2);
    await harness.git.commit();
    await harness.followed();
    await harness.git.git('update-ref', 'refs/heads/main', kept);
    await harness.pointsTo('rewritten', 'champion', '1');
  });
});
