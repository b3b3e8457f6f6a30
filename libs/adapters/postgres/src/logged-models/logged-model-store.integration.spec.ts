import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  LoggedModelStatus,
  type LoggedModelSearch,
  type LoggedModelStore,
  type NewLoggedModel,
  type NewLoggedModelMetric,
} from '@slipway/ports';
import { modelVersionsTag, parseLoggedModelFilter, parseLoggedModelOrder } from '@slipway/registry';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { createPool, preparingPool } from '../connection/pool.ts';
import type { Schema } from '../schema.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { loggedModelStore } from './logged-model-store.ts';
import { tagModelVersion } from './tag-model-version.ts';

let test: TestDatabase;
let db: Kysely<Schema>;
let store: LoggedModelStore;

beforeAll(async () => {
  test = await createTestDatabase();
  const pool = createPool({ url: test.url, logger: undefined, maxConnections: 8 });
  db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparingPool(pool) }) });
  store = loggedModelStore(db);
});

afterAll(async () => {
  await db.destroy();
  await test.drop();
});

let counter = 0;

/** A team with experiments 0 and 1, and a run `<team>-run` in the first. */
const newTeam = async (): Promise<string> => {
  const team = `team-${String((counter += 1))}`;
  await sql`insert into tracking.team (name, next_experiment) values (${team}, 2)`.execute(db);
  await sql`
    insert into tracking.experiment (team, id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
    select ${team}, id, 'e' || id, 'mlflow-artifacts:/' || id, 'active', 1, 1 from generate_series(0, 1) id`.execute(
    db,
  );
  await sql`
    insert into tracking.run (team, id, experiment, name, user_id, status, start_time, lifecycle_stage, artifact_uri)
    select ${team}, ${`${team}-run`}, ref, 'r', '', 'RUNNING', 1, 'active', 'x' from tracking.experiment
    where team = ${team} and id = 0`.execute(db);
  return team;
};

const sample = (id: string, overrides: Partial<NewLoggedModel> = {}): NewLoggedModel => ({
  id,
  experimentId: '0',
  name: id,
  artifactUri: `mlflow-artifacts:/0/models/${id}/artifacts`,
  createdAt: 1_000,
  status: LoggedModelStatus.Pending,
  modelType: '',
  sourceRunId: '',
  tags: [],
  params: [],
  ...overrides,
});

const add = async (team: string, id: string, overrides: Partial<NewLoggedModel> = {}): Promise<void> => {
  expect(await store.create(team, sample(id, overrides))).toBe(true);
};

const point = (
  modelId: string,
  value: number,
  overrides: Partial<NewLoggedModelMetric> = {},
): NewLoggedModelMetric => ({
  modelId,
  key: 'accuracy',
  value,
  timestamp: 1,
  step: 0,
  dataset: undefined,
  ...overrides,
});

const log = (team: string, ...metrics: NewLoggedModelMetric[]) =>
  store.addMetrics(team, `${team}-run`, metrics);

describe('a logged model', () => {
  it('is found as it was made, in its team only', async () => {
    const team = await newTeam();
    const tags = [
      { key: 'a', value: '1' },
      { key: 'b', value: '' },
    ];
    const params = [{ key: 'lr', value: '0.1' }];
    await add(team, 'm-1', { tags, params, modelType: 'sklearn', sourceRunId: 'somewhere' });
    expect(await store.find(team, 'm-1')).toEqual({
      ...sample('m-1', { tags, params, modelType: 'sklearn', sourceRunId: 'somewhere' }),
      updatedAt: 1_000,
      isDeleted: false,
      metrics: [],
    });
    expect(await store.find(await newTeam(), 'm-1')).toBeUndefined();
    expect(await store.create(team, sample('m-2', { experimentId: '99' }))).toBe(false);
    expect(await store.find(team, 'm-2')).toBeUndefined();
  });

  it('becomes ready, loses a tag, gets others, and stays after it is deleted', async () => {
    const team = await newTeam();
    await add(team, 'm-1', { tags: [{ key: 'a', value: '1' }] });
    expect(await store.setStatus(team, 'm-1', LoggedModelStatus.Ready, 2_000)).toMatchObject({
      status: 'READY',
      updatedAt: 2_000,
    });
    expect(await store.deleteTag(team, 'm-1', 'a')).toBe('deleted');
    expect(await store.deleteTag(team, 'm-1', 'a')).toBe('no-tag');
    const tags = [
      { key: 'b', value: '1' },
      { key: 'c', value: '2' },
      { key: 'b', value: '3' },
    ];
    expect(await store.setTags(team, 'm-1', tags)).toBe(true);
    expect(await store.setTags(team, 'm-1', [{ key: 'c', value: '4' }])).toBe(true);
    expect(await store.markDeleted(team, 'm-1', 3_000)).toBe(true);
    expect(await store.find(team, 'm-1')).toMatchObject({
      isDeleted: true,
      updatedAt: 3_000,
      tags: [
        { key: 'b', value: '3' },
        { key: 'c', value: '4' },
      ],
    });
  });

  it('is none when it belongs to another team', async () => {
    const team = await newTeam();
    await add(team, 'm-1');
    const other = await newTeam();
    expect(await store.setStatus(other, 'm-1', LoggedModelStatus.Ready, 1)).toBeUndefined();
    expect(await store.markDeleted(other, 'm-1', 1)).toBe(false);
    expect(await store.setTags(other, 'm-1', [])).toBe(false);
    expect(await store.deleteTag(other, 'm-1', 'a')).toBe('no-model');
    expect(await store.addParams(other, 'm-1', [])).toBe('no-model');
    expect(await log(other, point('m-1', 1))).toEqual({ unknownModels: ['m-1'] });
  });

  it('keeps its parameters: of several writers of one key, one wins and the others add nothing', async () => {
    const team = await newTeam();
    await add(team, 'm-1', { params: [{ key: 'lr', value: '0.1' }] });
    const writers = Array.from({ length: 6 }, (_, index) =>
      store.addParams(team, 'm-1', [
        { key: 'seed', value: String(index) },
        { key: `own-${String(index)}`, value: '' },
      ]),
    );
    const outcomes = await Promise.all(writers);
    expect(outcomes.filter((outcome) => outcome === 'added')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(5);
    expect((await store.find(team, 'm-1'))?.params).toHaveLength(3);
  });

  it('shows what runs measured of it, each point once', async () => {
    const team = await newTeam();
    await add(team, 'm-1');
    const dataset = { name: 'iris', digest: 'd1' };
    const points = [
      point('m-1', 0.5, { dataset }),
      point('m-1', Number.NaN, { timestamp: 2 }),
      point('m-1', -2, { key: 'loss', step: 2 ** 52 }),
      point('m-1', Number.MAX_VALUE, { key: 'loss', step: 2 ** 52 + 1 }),
    ];
    const endless = { ...point('m-1', Number.POSITIVE_INFINITY, { key: 'loss', step: 2 ** 52 + 1 }) };
    expect(await log(team, ...points.slice(0, 3), endless)).toEqual({ unknownModels: [] });
    expect(await log(team, ...points, point('m-1', 0.7))).toEqual({ unknownModels: [] });
    expect((await store.find(team, 'm-1'))?.metrics).toEqual(
      points.map(({ key, value, timestamp, step, dataset: measuredOn }) => ({
        ...{ key, value, timestamp, step, dataset: measuredOn },
        runId: `${team}-run`,
      })),
    );
    expect(await log(team, point('m-1', 1, { key: 'other' }), point('m-nope', 1))).toEqual({
      unknownModels: ['m-nope'],
    });
    expect((await store.find(team, 'm-1'))?.metrics).toHaveLength(4);
  });

  it('shows the newest of very many metrics', async () => {
    const team = await newTeam();
    await add(team, 'm-1');
    await log(
      team,
      ...Array.from({ length: 6_000 }, (_, index) => point('m-1', index, { timestamp: index })),
    );
    const metrics = (await store.find(team, 'm-1'))?.metrics ?? [];
    expect([metrics.length, metrics[0]?.value, metrics.at(-1)?.value]).toEqual([5_000, 1_000, 5_999]);
  });

  it('knows the versions that were made of it, also when several are made at the same time', async () => {
    const team = await newTeam();
    await add(team, 'm-1');
    await Promise.all(
      [1, 2, 3].map((version) =>
        db.transaction().execute((trx) => tagModelVersion(trx, team, 'm-1', { name: 'iris', version })),
      ),
    );
    const tags = (await store.find(team, 'm-1'))?.tags;
    expect(tags?.map(({ key }) => key)).toEqual([modelVersionsTag]);
    const versions = (JSON.parse(tags?.[0]?.value ?? '') as { version: number }[]).map(
      ({ version }) => version,
    );
    expect(versions.sort()).toEqual([1, 2, 3]);
    expect(await tagModelVersion(db, team, 'm-none', { name: 'iris', version: 1 })).toBe(false);
  });
});

describe('a search of logged models', () => {
  const ids = async (
    team: string,
    query: Partial<LoggedModelSearch> & { readonly where?: string },
  ): Promise<string[]> => {
    const found = await store.search(team, {
      experimentIds: ['0'],
      datasets: [],
      order: [],
      offset: 0,
      limit: 10,
      filter: parseLoggedModelFilter(query.where),
      ...query,
    });
    return found.map(({ id }) => id);
  };
  const by = (fieldName: string, ascending: boolean, datasetName?: string) =>
    parseLoggedModelOrder([{ fieldName, ascending, datasetName, datasetDigest: undefined }]);
  const on = (name: string, digest = 'd') => ({ dataset: { name, digest } });

  let team: string;
  beforeAll(async () => {
    team = await newTeam();
    await add(team, 'm-a', {
      createdAt: 1,
      name: 'Alpha',
      params: [{ key: 'lr', value: '0.1' }],
      tags: [{ key: 't', value: 'x' }],
    });
    await add(team, 'm-b', {
      createdAt: 2,
      name: 'beta',
      modelType: 'Agent',
      tags: [{ key: 't', value: 'y' }],
    });
    await add(team, 'm-c', { createdAt: 3, name: 'gamma', sourceRunId: 'r1' });
    await add(team, 'm-d', { createdAt: 4, experimentId: '1' });
    await add(team, 'm-e', { createdAt: 5 });
    await store.markDeleted(team, 'm-e', 6);
    await store.setStatus(team, 'm-c', LoggedModelStatus.Ready, 7);
    await log(
      team,
      point('m-a', 0.9, on('iris')),
      point('m-a', 0.1, { timestamp: 2, ...on('wine') }),
      point('m-b', 0.5, on('iris', 'other')),
      point('m-c', Number.NaN),
    );
  });

  it.each([
    ['', ['m-c', 'm-b', 'm-a']],
    ["name = 'beta'", ['m-b']],
    ["name ILIKE 'AL%'", ['m-a']],
    ["name LIKE 'AL%'", []],
    ["model_id IN ('m-a', 'm-c', 'm-d')", ['m-c', 'm-a']],
    ["model_type != 'Agent'", ['m-c', 'm-a']],
    ["status = 'READY'", ['m-c']],
    ["source_run_id = 'r1'", ['m-c']],
    ['creation_time >= 2 AND creation_timestamp < 3', ['m-b']],
    ["params.lr = '0.1'", ['m-a']],
    ["tags.t != 'x'", ['m-b']],
    ['metrics.accuracy > 0.4', ['m-b', 'm-a']],
    ["metrics.accuracy > 0.4 AND tags.t = 'x'", ['m-a']],
    ['metrics.loss > 0', []],
  ])('by %s finds %j', async (where, expected) => {
    expect(await ids(team, { where })).toEqual(expected);
  });

  it('looks at the datasets that are named', async () => {
    const iris = { name: 'iris', digest: undefined };
    expect(await ids(team, { datasets: [iris] })).toEqual(['m-b', 'm-a']);
    expect(await ids(team, { datasets: [{ name: 'iris', digest: 'other' }] })).toEqual(['m-b']);
    expect(
      await ids(team, { datasets: [{ name: 'wine', digest: undefined }], where: 'metrics.accuracy > 0.4' }),
    ).toEqual([]);
    expect(
      await ids(team, {
        datasets: [iris, { name: 'none', digest: undefined }],
        where: 'metrics.accuracy > 0.6',
      }),
    ).toEqual(['m-a']);
  });

  it('orders by attributes, and by the latest value of a metric with nothing last', async () => {
    expect(await ids(team, { order: by('name', false) })).toEqual(['m-c', 'm-b', 'm-a']);
    expect(await ids(team, { order: by('creation_timestamp', true) })).toEqual(['m-a', 'm-b', 'm-c']);
    expect(await ids(team, { order: by('metrics.accuracy', true) })).toEqual(['m-a', 'm-b', 'm-c']);
    expect(await ids(team, { order: by('metrics.accuracy', false) })).toEqual(['m-b', 'm-a', 'm-c']);
    expect(await ids(team, { order: by('metrics.accuracy', false, 'iris') })).toEqual(['m-a', 'm-b', 'm-c']);
    expect(await ids(team, { order: by('metrics.none', true) })).toEqual(['m-c', 'm-b', 'm-a']);
  });

  it('goes over experiments of the team alone, in pages', async () => {
    expect(await ids(team, { experimentIds: ['0', '1', '7'] })).toEqual(['m-d', 'm-c', 'm-b', 'm-a']);
    expect(await ids(team, { experimentIds: ['0', '1'], offset: 1, limit: 2 })).toEqual(['m-c', 'm-b']);
    expect(await ids(team, { experimentIds: [] })).toEqual([]);
    expect(await ids(await newTeam(), {})).toEqual([]);
  });
});
