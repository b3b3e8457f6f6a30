import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnavailableError } from '@slipway/kernel';
import type { ModelStore, ModelWrite } from '@slipway/ports';
import { addVersion, fileOperations, newModel, type RegisteredModelState } from '@slipway/registry';
import { openDatabase, type Database } from '../database.ts';
import { endSessions } from '../testing/end-sessions.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';

const team = 'vision';
const given = {
  userId: undefined,
  description: '',
  source: 's3://bucket/model',
  storageLocation: undefined,
  runId: undefined,
  runLink: undefined,
  modelId: undefined,
  tags: {},
};

let test: TestDatabase;
let databases: Database[];
let stores: ModelStore[];
let changes = 0;

/** The stores of two processes, by turns. */
function storeAt(index: number): ModelStore {
  const store = stores[index % 2];
  if (!store) throw new RangeError('there are two stores');
  return store;
}

beforeAll(async () => {
  test = await createTestDatabase();
  databases = await Promise.all([1, 2].map(() => openDatabase({ url: test.url, maxConnections: 4 })));
  stores = databases.map(({ modelStore }) => modelStore);
});
afterAll(async () => {
  for (const database of databases) await database.close();
  await test.drop();
});

function write(
  before: RegisteredModelState | undefined,
  after: RegisteredModelState | undefined,
): ModelWrite {
  const at = new Date();
  const edit = { before, after };
  changes += 1;
  return {
    edit,
    moves: [],
    origin: { at, by: 'alice', reason: undefined, change: undefined, commit: undefined },
    events: [],
    change: {
      id: `change-${String(changes)}`,
      repository: 'environment',
      team,
      subject: `Version ${String(after?.nextVersion)}`,
      operations: fileOperations(edit),
      service: 'model-registry',
      requestedBy: 'alice',
      resource: 'RegisteredModel/vision/x',
      reason: 'test',
      traceparent: undefined,
      preconditions: [],
    },
  };
}

/** A store with connections of its own. */
async function openOthers(): Promise<AsyncDisposable & { readonly store: ModelStore }> {
  const database = await openDatabase({ url: test.url, maxConnections: 1 });
  return { store: database.modelStore, [Symbol.asyncDispose]: () => database.close() };
}

const blank = (name: string, siblings = 0): RegisteredModelState =>
  newModel({ team, name, description: '', tags: {} }, siblings, 1_000);

const create = (store: ModelStore, model: RegisteredModelState): Promise<boolean> =>
  store.edit(team, model.name, {}, ({ model: existing }) => (existing ? undefined : write(undefined, model)));

describe('ModelStore.edit', () => {
  it('loses no edit of several processes, and keeps their changes in their order', async () => {
    await create(storeAt(0), blank('busy'));
    let asked = 0;
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        storeAt(index).edit(team, 'busy', { next: true }, ({ model }) => {
          asked += 1;
          return model && write(model, addVersion(model, given, 2_000 + index));
        }),
      ),
    );
    expect((await storeAt(0).readModel(team, 'busy'))?.versions).toHaveLength(30);
    // Some found the model changed, and were asked again.
    expect(asked).toBeGreaterThan(30);
    const pending = (await databases[0]?.changeQueue.pending('environment', 1_000, 1_000_000_000)) ?? [];
    expect(pending.slice(1).map(({ subject }) => subject)).toEqual(
      Array.from({ length: 30 }, (_, index) => `Version ${String(index + 2)}`),
    );
  });

  it('makes one of many models of the same name, and takes no path of another', async () => {
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        storeAt(index).edit(team, 'once', {}, ({ model }) =>
          model ? undefined : write(undefined, blank('once')),
        ),
      ),
    );
    expect(made).toEqual(made.map(() => true));
    expect(await create(storeAt(0), { ...blank('other'), path: 'teams/vision/models/once' })).toBe(false);
    expect(await storeAt(0).findModel(team, 'other')).toBeUndefined();
    await create(storeAt(0), blank('third'));
    const renamed = storeAt(0).edit(
      team,
      'third',
      {},
      ({ model }) => model && write(model, { ...model, name: 'once' }),
    );
    expect(await renamed).toBe(false);
  });

  it('counts what lies beside, as far as it is asked', async () => {
    await create(storeAt(0), blank('sharded', 10_000));
    const counts: number[] = [];
    for (const siblings of [1, 100])
      await storeAt(0).edit('vision', 'none', { siblings }, (found) => {
        counts.push(found.siblings);
        return undefined;
      });
    expect(counts).toEqual([1, 3]);
  });

  it('writes edits that come together as each would be alone', async () => {
    await create(storeAt(0), blank('taken'));
    await create(storeAt(0), blank('renamed'));
    const store = storeAt(0);
    const edits = await Promise.allSettled([
      ...Array.from({ length: 60 }, (_, index) => create(store, blank(`together-${String(index)}`))),
      store.edit(team, 'renamed', {}, ({ model }) => model && write(model, { ...model, name: 'taken' })),
      store.edit(team, 'no text', {}, () => ({
        ...write(undefined, { ...blank('no text'), description: 'a\0b' }),
        change: undefined,
      })),
      store.edit(team, 'taken', {}, ({ model }) => model && write(model, undefined)),
    ]);
    const [renamed, broken, deleted] = edits.splice(-3);
    expect(edits).toEqual(edits.map(() => ({ status: 'fulfilled', value: true })));
    expect(broken?.status).toBe('rejected');
    expect(deleted).toEqual({ status: 'fulfilled', value: true });
    expect(await store.findModel(team, 'taken')).toEqual(
      renamed?.status === 'fulfilled' && renamed.value ? expect.anything() : undefined,
    );
    expect(await store.findModel(team, 'together-59')).toBeDefined();
  });

  it('goes by what others have written since, even if they made the model anew', async () => {
    const [here, there] = [storeAt(0), storeAt(1)];
    await create(here, blank('shared'));
    await there.edit(team, 'shared', { all: true }, ({ model }) => model && write(model, undefined));
    await create(there, { ...blank('shared'), description: 'another' });
    await here.edit(
      team,
      'shared',
      { next: true },
      ({ model }) => model && write(model, addVersion(model, given, 2_000)),
    );
    const found = await here.readModel(team, 'shared');
    expect(found?.description).toBe('another');
    expect(found?.versions).toHaveLength(1);
    await there.edit(team, 'shared', { all: true }, ({ model }) => model && write(model, undefined));
    await expect(
      here.edit(team, 'shared', {}, ({ model }) => {
        if (model) throw new RangeError('it is there');
        throw new RangeError('it is gone');
      }),
    ).rejects.toThrow('it is gone');
  });

  it('asks again about a model that was thought to be new', async () => {
    await create(storeAt(1), blank('known'));
    const asked: boolean[] = [];
    const isDone = await storeAt(0).edit(team, 'known', { isNew: true }, ({ model }) => {
      asked.push(model !== undefined);
      return model ? undefined : write(undefined, blank('known'));
    });
    expect(isDone).toBe(true);
    expect(asked).toEqual([false, true]);
  });

  it('holds nobody up for a model that somebody else has open', async () => {
    await create(storeAt(0), blank('open'));
    const edited: string[] = [];
    const edit = async (name: string): Promise<void> => {
      await storeAt(0).edit(team, name, { next: true }, ({ model }) =>
        write(model, model ? addVersion(model, given, 3_000) : blank(name)),
      );
      edited.push(name);
    };
    let waiting: Promise<void> | undefined;
    await storeAt(1).transaction(async (transaction) => {
      await transaction.open(team, 'open', { all: true });
      waiting = edit('open');
      await Promise.all(['free-1', 'free-2'].map(edit));
      expect(edited).not.toContain('open');
    });
    await waiting;
    expect(edited.at(-1)).toBe('open');
    expect((await storeAt(0).readModel(team, 'open'))?.versions).toHaveLength(1);
  });

  it('does all or nothing: what the change log refuses leaves no trace', async () => {
    const refused = storeAt(0).edit(team, 'refused', {}, () => {
      const made = write(undefined, blank('refused'));
      return { ...made, change: made.change && { ...made.change, operations: [] } };
    });
    await expect(refused).rejects.toThrow('breaks rules');
    expect(await storeAt(0).findModel(team, 'refused')).toBeUndefined();
  });

  // The last one: it breaks the connections of all.
  it('writes nothing twice when its connections break', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `breaking-${String(index)}`);
    const store = storeAt(0);
    await Promise.all(names.map((name) => create(store, blank(name))));
    const addTo = (name: string): Promise<boolean> =>
      store.edit(
        team,
        name,
        { next: true },
        ({ model }) => model && write(model, addVersion(model, given, 4_000)),
      );
    const edits = Promise.allSettled(names.map(addTo));
    await endSessions(test.url);
    const outcomes = await edits;
    // The connections of the stores are broken too.
    await using others = await openOthers();
    for (const [index, outcome] of outcomes.entries()) {
      const { versions = [] } = (await others.store.readModel(team, names[index] ?? '')) ?? {};
      if (outcome.status === 'fulfilled') expect(versions).toHaveLength(1);
      else {
        expect(outcome.reason).toBeInstanceOf(UnavailableError);
        expect(versions.length).toBeLessThanOrEqual(1);
      }
    }
    await until(() => addTo('breaking-0').catch(() => false));
  });
});
