import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Proposal } from '@slipway/changes';
import { InvalidInputError, newId } from '@slipway/kernel';
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

let time = Date.now();
function sample(repository: string, overrides: Partial<Proposal> = {}): Proposal {
  time += 1;
  return {
    ...sampleChange({ repository, id: newId(new Date(time)) }),
    ...{ key: 'Job/vision/digits', evidence: '', autoMerge: false },
    ...overrides,
  };
}

const writing = (content: string): Pick<Proposal, 'operations'> => ({
  operations: [{ op: 'write', path: 'teams/vision/jobs/digits.yaml', content }],
});

const propose = (proposal: Proposal): Promise<string> =>
  database.schedulerStore.transaction((transaction) => transaction.proposals.propose(proposal));

describe('the log of proposals', () => {
  it('keeps a proposal as it is, and tells of it when it is committed', async () => {
    const repository = newRepository();
    const heard: string[] = [];
    const stop = await database.signals.subscribe(SignalTopic.Proposals, (payload) => heard.push(payload));
    const proposal = sample(repository, { evidence: 'because', autoMerge: true });
    expect(await propose(proposal)).toBe(proposal.id);
    const store = database.proposalStore(repository);
    expect(await store.find(proposal.id)).toEqual({
      ...{ ...proposal, preconditions: undefined },
      ...{ state: 'accepted', number: undefined, url: undefined, note: undefined },
      commit: undefined,
      ...{ acceptedAt: expect.any(Date), settledAt: undefined },
    });
    await until(() => heard.includes(repository));
    await stop();
  });

  it('keeps nothing of a transaction that fails', async () => {
    const repository = newRepository();
    const proposal = sample(repository);
    await expect(
      database.modelStore.transaction(async (transaction) => {
        await transaction.proposals.propose(proposal);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await database.proposalStore(repository).find(proposal.id)).toBeUndefined();
  });

  it('takes what asks for the same as one that is on its way for that one', async () => {
    const repository = newRepository();
    const first = await propose(sample(repository));
    expect(await propose(sample(repository))).toBe(first);
    const store = database.proposalStore(repository);
    await store.noteOpened(first, { number: 4, url: 'https://host.example/4', commit: 'c'.repeat(40) });
    expect(await propose(sample(repository))).toBe(first);
    await store.settle(first, { state: 'closed', at: new Date() });
    expect(await propose(sample(repository))).not.toBe(first);
  });

  it('lets a newer one take the place of one that has no pull request yet, of the same key alone', async () => {
    const repository = newRepository();
    const store = database.proposalStore(repository);
    const other = await propose(sample(repository, { key: 'Job/vision/other' }));
    const older = await propose(sample(repository, writing('x: 1\n')));
    const newer = await propose(sample(repository, writing('x: 2\n')));
    expect((await store.inState('accepted', 10)).map(({ id }) => id)).toEqual([other, newer]);
    expect(await store.find(older)).toMatchObject({
      ...{ state: 'superseded', note: `proposal ${newer} took its place`, settledAt: expect.any(Date) },
    });
  });

  it('refuses what breaks rules of the repository', async () => {
    const repository = newRepository();
    const stranger = sample(repository, { operations: [{ op: 'delete', path: 'slipway.yaml' }] });
    await expect(propose(stranger)).rejects.toBeInstanceOf(InvalidInputError);
    const wordy = sample(repository, { evidence: 'x'.repeat(50_000) });
    await expect(propose(wordy)).rejects.toMatchObject({ issues: [{ path: 'evidence' }] });
  });
});

describe('the store of proposals', () => {
  it('follows one to its end, which stays', async () => {
    const repository = newRepository();
    const store = database.proposalStore(repository);
    const id = await propose(sample(repository));
    await store.noteWaiting(id, '900 pull requests are open');
    expect(await store.find(id)).toMatchObject({ state: 'accepted', note: '900 pull requests are open' });
    await store.noteOpened(id, { number: 7, url: undefined, commit: 'c'.repeat(40) });
    expect(await store.inState('open', 10)).toMatchObject([{ id, number: 7 }]);
    expect((await store.find(id))?.note).toBeUndefined();
    await store.settle(id, { state: 'merged', at: new Date() });
    await store.settle(id, { state: 'closed', at: new Date() });
    expect(await store.find(id)).toMatchObject({ state: 'merged', number: 7 });
    expect(await store.inState('open', 10)).toEqual([]);
  });

  it('lists those of a team in pages, newest first', async () => {
    const repository = newRepository();
    const store = database.proposalStore(repository);
    const ids: string[] = [];
    for (const content of ['x: 1\n', 'x: 2\n', 'x: 3\n'])
      ids.unshift(await propose(sample(repository, writing(content))));
    const first = await store.list('vision', {}, { after: undefined, limit: 2 });
    expect(first.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const rest = await store.list('vision', {}, { after: ids[1], limit: 2 });
    expect(rest.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(await store.list('speech', {}, { after: undefined, limit: 2 })).toEqual([]);
    const accepted = await store.list('vision', { state: 'accepted' }, { after: undefined, limit: 5 });
    expect(accepted.map(({ id }) => id)).toEqual(ids.slice(0, 1));
  });
});
