import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LifecycleStage, TrackedRunDetails, TrackingStore } from '@slipway/ports';
import type { Comparison, OrderTerm, RunAttribute } from '@slipway/registry';
import fc from 'fast-check';
import { Kysely, PostgresDialect } from 'kysely';
import { createPool, preparingPool } from '../connection/pool.ts';
import { openDatabase, type Database } from '../database.ts';
import type { Schema } from '../schema.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { metricSettler } from './metric-settler.ts';
import { runSearch } from './run-search.ts';

type RunComparison = Comparison<RunAttribute>;
type RunOrder = OrderTerm<RunAttribute>;

const team = 'search';
let test: TestDatabase;
let database: Database;
let db: Kysely<Schema>;
let all: readonly TrackedRunDetails[];

/** With so few candidates that each way to search is taken by some of the searches. */
let search: TrackingStore['searchRuns'];

beforeAll(async () => {
  test = await createTestDatabase();
  database = await openDatabase({ url: test.url });
  db = new Kysely({
    dialect: new PostgresDialect({
      pool: preparingPool(createPool({ url: test.url, logger: undefined, maxConnections: 4 })),
    }),
  });
  search = runSearch(db, metricSettler(db, undefined), 8).searchRuns;
  all = await fill(database.trackingStore);
});

afterAll(async () => {
  await db.destroy();
  await database.close();
  await test.drop();
});

const long = 'x'.repeat(200);
const texts = ['', 'a', 'A', 'ab', 'b%', 'é', `${long}1`, `${long}2`];
const numbers = [-1, 0, 0.5, 1, 2, Number.NaN, Number.MAX_VALUE];
const keys = ['k', 'l'];
const startTimes = [1, 2, 3];

async function fill(store: TrackingStore): Promise<readonly TrackedRunDetails[]> {
  await store.openTeam(team, 'mlflow-artifacts:', 1);
  await store.createExperiment(team, {
    name: 'e',
    artifactLocation: undefined,
    artifactRoot: '',
    tags: [],
    at: 1,
  });
  const found: TrackedRunDetails[] = [];
  let state = 1;
  /** A linear congruential generator (Numerical Recipes): the same runs each time. */
  const pick = <Item>(items: readonly Item[]): Item | undefined => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return items[Math.floor((state / 2 ** 32) * (items.length + 1))];
  };
  for (let index = 0; index < 120; index += 1) {
    const id = `r${String((index * 37) % 120).padStart(3, '0')}`;
    const startTime = pick(startTimes) ?? 0;
    const pairs = () => keys.flatMap((key) => ({ key, value: pick(texts) })).filter(isGiven);
    const name = pick(texts) ?? 'named';
    await store.createRun(team, {
      id,
      experimentId: String(index % 3 === 0 ? 1 : 0),
      name,
      userId: pick(texts) ?? '',
      startTime,
      tags: [...pairs(), { key: 'mlflow.runName', value: name }],
    });
    const metrics = keys
      .flatMap((key) => ({ key, value: pick(numbers), timestamp: 1, step: 1 }))
      .filter(isGiven);
    await store.log(team, id, { metrics, params: pairs(), tags: [] });
    const endTime = pick([5, 6]);
    await store.updateRun(team, id, { endTime, status: pick(['FINISHED', 'FAILED'] as const) });
    if (index % 10 === 0) await store.moveRun(team, id, 'deleted');
    const details = await store.readRun(team, id);
    if (details) found.push(details);
  }
  return found;
}

const isGiven = <Item extends { readonly value: unknown }>(
  item: Item,
): item is Item & { readonly value: NonNullable<Item['value']> } => item.value !== undefined;

describe('a search of runs', () => {
  it('finds what a look at every run finds, in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(searches, async (query) => {
        const found = await search(team, query);
        expect(found.map(({ id }) => id)).toEqual(expected(query).map(({ id }) => id));
      }),
      { numRuns: 400 },
    );
  });

  it('shows the runs whole', async () => {
    const query = { ...everything, limit: 200, stages: ['active', 'deleted'] as const };
    const found = await search(team, query);
    expect(found).toHaveLength(120);
    for (const run of found) expect(run).toEqual(all.find(({ id }) => id === run.id));
  });

  it('shows params and tags of any names', async () => {
    const pairs = ['7', '__proto__', 'constructor', 'toString'].map((key) => ({ key, value: `of ${key}` }));
    await database.trackingStore.openTeam('names', 'mlflow-artifacts:', 1);
    await database.trackingStore.createRun('names', {
      ...{ id: 'n', experimentId: '0', name: 'n', userId: '', startTime: 1, tags: pairs },
    });
    await database.trackingStore.log('names', 'n', { metrics: [], params: pairs, tags: [] });
    const run = await database.trackingStore.readRun('names', 'n');
    expect(run?.params).toEqual(pairs);
    expect(run?.tags).toEqual(pairs);
  });

  it('finds nothing of another team', async () => {
    await database.trackingStore.openTeam('other', 'mlflow-artifacts:', 1);
    expect(await search('other', { ...everything, experimentIds: ['0', '1'] })).toEqual([]);
  });
});

const everything = {
  experimentIds: ['0', '1'],
  filter: [],
  order: [],
  stages: ['active'] as readonly LifecycleStage[],
  offset: 0,
  limit: 10,
};

const key = fc.constantFrom(...keys, 'none');
const numberTest = fc.record({
  kind: fc.constant('number' as const),
  operator: fc.constantFrom('=', '!=', '>', '>=', '<', '<='),
  value: fc.constantFrom(-1, 0, 0.5, 1, 2, 3),
});
const textTest = fc.record({
  kind: fc.constant('text' as const),
  operator: fc.constantFrom('=', '!=', 'LIKE', 'ILIKE'),
  value: fc.constantFrom(...texts, 'a%', '%', '_'),
});
const presence = fc.record({
  kind: fc.constant('presence' as const),
  operator: fc.constantFrom('IS NULL', 'IS NOT NULL'),
});
const field = <Key extends string>(key: fc.Arbitrary<Key>) => ({
  metric: key.map((name) => ({ entity: 'metric' as const, key: name })),
  param: key.map((name) => ({ entity: 'param' as const, key: name })),
  tag: key.map((name) => ({ entity: 'tag' as const, key: name })),
});
const attribute = <Key extends RunAttribute>(...names: Key[]) =>
  fc.constantFrom(...names).map((name) => ({ entity: 'attribute' as const, key: name }));
const both = <Left, Right>(
  left: fc.Arbitrary<Left>,
  right: fc.Arbitrary<Right>,
): fc.Arbitrary<Left & Right> => fc.tuple(left, right).map(([one, other]) => ({ ...one, ...other }));

const comparison: fc.Arbitrary<RunComparison> = fc.oneof(
  { weight: 3, arbitrary: both(field(key).metric, numberTest) },
  { weight: 2, arbitrary: both(field(key).param, fc.oneof(textTest, presence)) },
  both(field(key).tag, fc.oneof(textTest, presence)),
  both(attribute('run_name', 'user_id', 'status'), textTest),
  both(attribute('start_time', 'end_time'), numberTest),
  both(
    attribute('run_id'),
    fc.record({
      kind: fc.constant('list' as const),
      operator: fc.constantFrom('IN', 'NOT IN'),
      values: fc.constant(['r001', 'r002', 'r003', 'r050']),
    }),
  ),
);
const order: fc.Arbitrary<RunOrder> = both(
  fc.oneof(
    field(key).metric,
    field(key).param,
    field(key).tag,
    attribute('start_time', 'end_time', 'run_id', 'run_name', 'status'),
  ),
  fc.record({ ascending: fc.boolean() }),
);
const searches = fc.record({
  experimentIds: fc.constantFrom(['0'], ['0'], ['1', '0'], ['7']),
  filter: fc.array(comparison, { maxLength: 3 }),
  order: fc.uniqueArray(order, { maxLength: 2, selector: ({ entity, key }) => `${entity} ${key}` }),
  stages: fc.constantFrom<readonly LifecycleStage[]>(['active'], ['deleted'], ['active', 'deleted']),
  offset: fc.constantFrom(0, 0, 3, 40),
  limit: fc.constantFrom(1, 4, 11, 200),
});

type Search = Parameters<typeof search>[1];

/** The answer by the definition: every run is looked at. */
function expected({ experimentIds, filter, order, stages, offset, limit }: Search): TrackedRunDetails[] {
  return all
    .filter(
      (run) =>
        experimentIds.includes(run.experimentId) &&
        stages.includes(run.lifecycleStage) &&
        filter.every((each) => satisfies(run, each)),
    )
    .sort((left, right) => {
      for (const term of order) {
        const compared = compare(valueOf(left, term), valueOf(right, term), term.ascending);
        if (compared !== 0) return compared;
      }
      return right.startTime - left.startTime || (left.id < right.id ? -1 : 1);
    })
    .slice(offset, offset + limit);
}

function valueOf(
  run: TrackedRunDetails,
  { entity, key }: RunComparison | RunOrder,
): string | number | undefined {
  const named = <Item extends { readonly key: string }>(items: readonly Item[]) =>
    items.find((item) => item.key === key);
  switch (entity) {
    case 'metric':
      return named(run.metrics)?.value;
    case 'param':
      return named(run.params)?.value;
    case 'tag':
      return named(run.tags)?.value;
    case 'dataset':
      return undefined;
    case 'attribute':
      return {
        run_id: run.id,
        run_name: run.name,
        user_id: run.userId,
        status: run.status,
        start_time: run.startTime,
        end_time: run.endTime,
        artifact_uri: run.artifactUri,
      }[key];
  }
}

/** Missing last, NaN before it, either way. */
function compare(
  left: string | number | undefined,
  right: string | number | undefined,
  ascending: boolean,
): number {
  const place = (value: string | number | undefined): number =>
    value === undefined ? 2 : Number.isNaN(value) ? 1 : 0;
  if (place(left) !== place(right)) return place(left) - place(right);
  if (place(left) > 0 || left === undefined || right === undefined || left === right) return 0;
  const [first, second] =
    typeof left === 'string' && typeof right === 'string'
      ? [Buffer.compare(Buffer.from(left), Buffer.from(right)), 0]
      : [left, right];
  return (first < second ? -1 : 1) * (ascending ? 1 : -1);
}

function satisfies(run: TrackedRunDetails, comparison: RunComparison): boolean {
  const value = valueOf(run, comparison);
  if (comparison.kind === 'presence') return (value === undefined) === (comparison.operator === 'IS NULL');
  if (value === undefined) return false;
  switch (comparison.kind) {
    case 'list':
      return comparison.values.includes(String(value)) === (comparison.operator === 'IN');
    case 'number': {
      const [left, right] = [Number(value), comparison.value];
      const holds = { '=': left === right, '!=': left !== right, '>': left > right, '>=': left >= right };
      return { ...holds, '<': left < right, '<=': left <= right }[comparison.operator];
    }
    case 'text': {
      if (comparison.operator === '=') return value === comparison.value;
      if (comparison.operator === '!=') return value !== comparison.value;
      const pattern = comparison.value.replaceAll('%', '[^]*').replaceAll('_', '[^]');
      return new RegExp(`^${pattern}$`, comparison.operator === 'ILIKE' ? 'iu' : 'u').test(String(value));
    }
  }
}
