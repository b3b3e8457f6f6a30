import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConflictError, InvalidInputError } from '@slipway/kernel';
import { SignalTopic } from '@slipway/ports';
import { openDatabase, type Database } from '../database.ts';
import { sampleChange } from '../testing/sample-change.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = await openDatabase({ url: test.url });
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

/** Each test has its own repository, so that they do not meet. */
let repositories = 0;
const newRepository = (): string => `repository-${String((repositories += 1))}`;

const append = async (
  repository: string,
  teams: readonly (string | undefined)[],
): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (const team of teams) {
    const change = sampleChange({ repository, team });
    await database.appendChange(change);
    ids.push(change.id);
  }
  return ids;
};

const pendingIds = async (
  repository: string,
  limit = 100,
  maxBytes = 1_000_000,
): Promise<readonly string[]> =>
  (await database.changeQueue.pending(repository, limit, maxBytes)).map(({ id }) => id);

describe('appendChange', () => {
  it('keeps a change whole and in the order of the log', async () => {
    const repository = newRepository();
    const change = sampleChange({
      repository,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      operations: [
        { op: 'write', path: 'teams/vision/jobs/a.yaml', content: 'ümlaut "quoted" \\ \n' },
        { op: 'delete', path: 'teams/vision/jobs/b.yaml' },
      ],
      preconditions: [{ path: 'teams/vision/jobs/a.yaml', blob: null }],
    });
    await database.appendChange(change);
    const next = sampleChange({ repository, team: undefined });
    await database.appendChange(next);

    const pending = await database.changeQueue.pending(repository, 10, 1_000_000);
    expect(pending).toEqual([
      { ...change, sequence: expect.any(BigInt), acceptedAt: expect.any(Date) },
      { ...next, sequence: expect.any(BigInt), acceptedAt: expect.any(Date) },
    ]);
  });

  it('refuses a change that breaks a path rule and appends nothing', async () => {
    const repository = newRepository();
    const hostile = sampleChange({ repository, operations: [{ op: 'write', path: '../x', content: '' }] });
    await expect(database.appendChange(hostile)).rejects.toThrow(InvalidInputError);
    expect(await pendingIds(repository)).toEqual([]);
  });

  it('tells subscribers that something was accepted', async () => {
    const repository = newRepository();
    const heard: string[] = [];
    const stop = await database.signals.subscribe(SignalTopic.ChangeAccepted, (payload) =>
      heard.push(payload),
    );
    await append(repository, ['a']);
    await until(() => heard.includes(repository));
    await stop();
  });
});

describe('pending', () => {
  it('stops before the bound of bytes, but gives at least one change', async () => {
    const repository = newRepository();
    const ids = await append(repository, ['a', 'a', 'a']);
    expect(await pendingIds(repository, 100, 1)).toEqual(ids.slice(0, 1));
    const [one] = await database.changeQueue.pending(repository, 1, 1);
    const bytes = JSON.stringify(one?.operations).length;
    expect(await pendingIds(repository, 100, 2 * bytes)).toEqual(ids.slice(0, 2));
    expect(await pendingIds(repository, 100, 3 * bytes - 1)).toEqual(ids.slice(0, 2));
  });

  it('takes from every team when there is more than one batch, and keeps each team in order', async () => {
    const repository = newRepository();
    const busy = await append(repository, ['busy', 'busy', 'busy', 'busy', 'busy']);
    const [quiet = '', platform = ''] = await append(repository, ['quiet', undefined]);
    expect(await pendingIds(repository, 3)).toEqual([busy[0], quiet, platform]);
    expect(await pendingIds(repository, 5)).toEqual([...busy.slice(0, 3), quiet, platform]);
    expect(await pendingIds(repository)).toEqual([...busy, quiet, platform]);
  });

  it('has nothing of other repositories and nothing for an unknown one', async () => {
    await append(newRepository(), ['a']);
    expect(await pendingIds(newRepository())).toEqual([]);
  });
});

describe('settle', () => {
  it('records each kind of outcome, the head, and tells subscribers', async () => {
    const repository = newRepository();
    const [pushed = '', same = '', rejected = '', waiting = ''] = await append(repository, [
      'a',
      'a',
      'a',
      'a',
    ]);
    const heard: string[] = [];
    const stop = await database.signals.subscribe(SignalTopic.ChangesSettled, (payload) =>
      heard.push(payload),
    );
    expect(await database.changeQueue.recordedHead(repository)).toBeUndefined();
    await database.changeQueue.settle(repository, 'head', [
      { id: pushed, state: 'pushed', commit: 'c1' },
      { id: same, state: 'no-effect', commit: 'c0' },
      { id: rejected, state: 'rejected', reason: 'the precondition does not hold' },
    ]);

    expect(await database.changeQueue.recordedHead(repository)).toBe('head');
    expect(await pendingIds(repository)).toEqual([waiting]);
    expect(await database.changeQueue.unsettled(repository, [pushed, waiting, 'unknown'])).toEqual(
      new Set([waiting]),
    );
    const records = await Promise.all(
      [pushed, same, rejected, waiting].map((id) => database.changeReader.find(id)),
    );
    expect(records.map((found) => found?.record)).toEqual([
      { id: pushed, state: 'pushed', commit: 'c1', reason: undefined },
      { id: same, state: 'no-effect', commit: 'c0', reason: undefined },
      { id: rejected, state: 'rejected', commit: undefined, reason: 'the precondition does not hold' },
      { id: waiting, state: 'accepted', commit: undefined, reason: undefined },
    ]);
    expect(records.map((found) => found?.settledAt instanceof Date)).toEqual([true, true, true, false]);
    await until(() => heard.includes(repository));
    await stop();
  });

  it('keeps the first outcome of a change', async () => {
    const repository = newRepository();
    const [id = ''] = await append(repository, ['a']);
    await database.changeQueue.settle(repository, 'h1', [{ id, state: 'pushed', commit: 'c1' }]);
    await database.changeQueue.settle(repository, 'h2', [{ id, state: 'rejected', reason: 'late' }]);
    expect((await database.changeReader.find(id))?.record).toMatchObject({ state: 'pushed', commit: 'c1' });
    expect(await database.changeQueue.recordedHead(repository)).toBe('h2');
  });

  it('records nothing for a leader whose lease another one has taken', async () => {
    const repository = newRepository();
    const [id = ''] = await append(repository, ['a']);
    const lease = `lease of ${repository}`;
    const { signal } = new AbortController();
    const first = await database.leases.acquire(lease, { duration: 5_000, signal });
    await first?.release();
    const second = await database.leases.acquire(lease, { duration: 5_000, signal });
    const outcomes = [{ id, state: 'pushed', commit: 'c1' }] as const;

    await expect(
      database.changeQueue.settle(repository, 'h', outcomes, { lease, ticket: first?.ticket ?? '' }),
    ).rejects.toThrow(ConflictError);
    expect(await pendingIds(repository)).toEqual([id]);
    expect(await database.changeQueue.recordedHead(repository)).toBeUndefined();

    await database.changeQueue.settle(repository, 'h', outcomes, { lease, ticket: second?.ticket ?? '' });
    expect(await pendingIds(repository)).toEqual([]);
    await second?.release();
  });

  it('moves the head without outcomes', async () => {
    const repository = newRepository();
    await database.changeQueue.settle(repository, 'h', []);
    expect(await database.changeQueue.recordedHead(repository)).toBe('h');
  });
});

describe('prepare', () => {
  it('keeps outcomes for a head until that head or one of its commits is settled', async () => {
    const repository = newRepository();
    const [without = '', pushed = ''] = await append(repository, ['vision', 'vision']);
    const outcomes = [{ id: without, state: 'no-effect', commit: 'commit-0' }] as const;
    await database.changeQueue.prepare(repository, 'commit-1', outcomes);
    await database.changeQueue.prepare(repository, 'commit-1', outcomes);
    await database.changeQueue.prepare(repository, 'never', outcomes);
    expect(await database.changeQueue.prepared(repository)).toEqual(
      new Map([
        ['commit-1', outcomes],
        ['never', outcomes],
      ]),
    );
    await database.changeQueue.settle(repository, 'by-hand', [
      { id: pushed, state: 'pushed', commit: 'commit-1' },
      ...outcomes,
    ]);
    expect(await database.changeQueue.prepared(repository)).toEqual(new Map([['never', outcomes]]));
  });

  it('is refused for a leader whose lease another one has taken', async () => {
    const fence = { lease: 'nobody holds this', ticket: 'old' };
    await expect(database.changeQueue.prepare(newRepository(), 'head', [], fence)).rejects.toThrow(
      ConflictError,
    );
  });
});

describe('find', () => {
  it('knows nothing of a change that was never accepted', async () => {
    expect(await database.changeReader.find('unknown')).toBeUndefined();
  });
});
