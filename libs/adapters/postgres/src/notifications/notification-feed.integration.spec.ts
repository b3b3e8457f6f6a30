import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@slipway/kernel';
import { laneOf, messageId, type NewMessage, type Occurrence } from '@slipway/notifications';
import { noResults } from '@slipway/studies';
import { openDatabase, type Database } from '../database.ts';
import { sampleChange } from '../testing/sample-change.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';

const repository = 'environment';
const now = new Date('2026-11-24T12:00:00.000Z');
const commit = 'a'.repeat(40);

let test: TestDatabase;
let database: Database;
beforeEach(async () => {
  test = await createTestDatabase();
  database = await openDatabase({ url: test.url, maxConnections: 4 });
});
afterEach(async () => {
  await database.close();
  await test.drop();
});

const destination = { slack: { secret: 'ops' } };
const messageOf = (occurrence: Occurrence, fields: Partial<NewMessage> = {}): NewMessage => ({
  ...{ id: messageId('rule', occurrence.key), rule: 'rule', lane: laneOf(destination), destination },
  ...{ template: undefined, occurrence, gatherUntil: undefined },
  ...fields,
});
/** Takes what is new, and tells all of it. */
const take = async (limit = 100): Promise<readonly Occurrence[]> => {
  const found: Occurrence[] = [];
  await database.notificationFeed.take({ repository, now, limit }, (occurrences) => {
    found.push(...occurrences);
    return occurrences.map((occurrence) => messageOf(occurrence));
  });
  return found;
};
const events = async (limit?: number): Promise<readonly string[]> =>
  (await take(limit)).map(({ event, name }) => `${event} ${name}`);

const end = (team: string, run: string, state: string): Promise<void> =>
  database.schedulerStore.transaction((transaction) => {
    const at = { attempt: undefined, at: now };
    transaction.announce([
      { ...at, team, run, type: 'started', message: 'All processes have been started', data: {} },
      { ...at, team, run, type: 'finished', message: `it ${state}`, data: { state } },
    ]);
    return Promise.resolve();
  });

describe('what people are told of', () => {
  it('are runs that end, of each team in their order and once', async () => {
    await end('vision', 'digits-1', 'succeeded');
    await end('speech', 'words-1', 'failed');
    await end('vision', 'digits-2', 'cancelled');
    expect(await take()).toMatchObject([
      {
        event: 'run-failed',
        teams: ['speech'],
        reason: 'it failed',
        link: '/v1/teams/speech/runs/words-1/logs',
      },
      { event: 'run-succeeded', teams: ['vision'], name: 'digits-1', at: now.toISOString() },
      { event: 'run-cancelled', teams: ['vision'], name: 'digits-2' },
    ]);
    expect(await take()).toEqual([]);
  });

  it('is taken in parts when there is much of it', async () => {
    for (const run of ['one', 'two', 'three']) await end('vision', run, 'failed');
    await end('speech', 'four', 'failed');
    expect(await events(2)).toEqual(['run-failed four', 'run-failed one']);
    expect(await events(2)).toEqual(['run-failed two', 'run-failed three']);
    expect(await events(2)).toEqual([]);
  });

  it('are proposals that are opened, merged or closed', async () => {
    const store = database.proposalStore(repository);
    const propose = async (content: string): Promise<string> => {
      const id = newId(new Date());
      await database.schedulerStore.transaction(({ proposals }) =>
        proposals.propose({
          ...sampleChange({ repository, id, subject: `Apply ${content}` }),
          operations: [{ op: 'write', path: 'teams/vision/jobs/digits.yaml', content: `x: ${content}\n` }],
          ...{ key: content, evidence: '', autoMerge: false },
        }),
      );
      return id;
    };
    const pull = { url: 'https://host.example/7', commit };
    const first = await propose('1');
    expect(await take()).toEqual([]);
    await store.noteOpened(first, { number: 7, ...pull });
    expect(await take()).toMatchObject([
      { event: 'proposal-opened', teams: ['vision'], name: 'Apply 1', link: 'https://host.example/7' },
    ]);
    const second = await propose('2');
    await store.noteOpened(second, { number: 8, ...pull });
    await store.settle(first, { state: 'closed', note: 'nobody wants it', at: now });
    await store.settle(second, { state: 'merged', at: now });
    expect(await take()).toMatchObject([
      { event: 'proposal-closed', name: 'Apply 1', reason: 'nobody wants it' },
      { event: 'proposal-opened', name: 'Apply 2' },
      { event: 'proposal-merged', name: 'Apply 2' },
    ]);
    expect(await take()).toEqual([]);
  });

  it('are commits of others that have come to their end, with the teams that they concern', async () => {
    const note = (overall: object, isSettled: boolean): Promise<void> =>
      database.deployments.noteTold(repository, commit, JSON.stringify({ overall, clusters: [] }), isSettled);
    await database.schedulerStore.transaction((transaction) =>
      transaction.noteTakenOver({
        ...{ repository, commit, key: { kind: 'Job', team: 'vision', name: 'digits' } },
        ...{ change: undefined, run: undefined, refusal: undefined, at: now },
      }),
    );
    await database.deployments.noteTold(repository, 'b'.repeat(40), 'no JSON', true);
    await note({ stage: 'applied', description: 'applied: 1 of 1 resources' }, false);
    expect(await take()).toEqual([]);
    const failedRun = { team: 'vision', name: 'digits-1' };
    await note({ stage: 'failed', description: 'failed: Job/vision/digits', failedRun }, true);
    expect(await take()).toMatchObject([
      {
        ...{ event: 'deployment-failed', teams: ['vision'], name: commit.slice(0, 12) },
        ...{ reason: 'failed: Job/vision/digits', link: '/v1/teams/vision/runs/digits-1/logs' },
      },
    ]);
    expect(await take()).toEqual([]);
  });
});

describe('studies', () => {
  it('are told of when they end, and again when they went on and end again', async () => {
    const { studyStore } = database;
    const made = { team: 'vision', name: 'search', spec: {}, seed: 1, stop: { trials: 10 }, priors: [] };
    await studyStore.create({ ...made, createdBy: 'alice', createdAt: now }, 10);
    const save = (state: 'running' | 'ended', reason: string | undefined): Promise<void> =>
      studyStore.turn('vision', 'search', (turn) =>
        turn.save(
          {
            ...{ state, reason, stop: { trials: 10 }, sequence: 0, reports: 0, nextTrial: 0 },
            ...{ waiting: 0, running: 0, results: noResults },
          },
          [],
          [],
        ),
      );
    await save('running', undefined);
    expect(await take()).toEqual([]);
    await save('ended', '10 trials have ended');
    const [first] = await take();
    expect(first).toMatchObject({
      ...{ event: 'study-ended', teams: ['vision'], name: 'search', reason: '10 trials have ended' },
    });
    expect(await take()).toEqual([]);
    await save('running', undefined);
    expect(await take()).toEqual([]);
    await save('ended', '20 trials have ended');
    const [second] = await take();
    expect(second?.reason).toBe('20 trials have ended');
    expect(second?.key).not.toBe(first?.key);
  });
});

describe('the outbox', () => {
  it('has all of what was taken, or none of it is taken', async () => {
    await end('vision', 'digits-1', 'failed');
    const fails = database.notificationFeed.take({ repository, now, limit: 10 }, () => {
      throw new Error('no');
    });
    await expect(fails).rejects.toThrow('no');
    expect(await events()).toEqual(['run-failed digits-1']);
    expect(await database.notificationOutbox.list({}, { after: undefined, limit: 10 })).toHaveLength(1);
  });

  it('gives up what could not be sent in time, and forgets what has ended long ago', async () => {
    const { notificationOutbox: outbox } = database;
    for (const run of ['one', 'two']) await end('vision', run, 'failed');
    await take();
    const [first] = await outbox.claim('worker', {
      now,
      leasedUntil: new Date(now.getTime() + 1_000),
      limit: 1,
    });
    await outbox.settle('worker', first?.id ?? '', { kind: 'delivered', at: now });
    const later = new Date(now.getTime() + 86_400_000);
    expect(await outbox.expire(now, later, 10)).toBe(0);
    expect(await outbox.expire(later, later, 10)).toBe(1);
    expect(await outbox.count()).toEqual([
      { rule: 'rule', state: 'dead', count: 1 },
      { rule: 'rule', state: 'sent', count: 1 },
    ]);
    expect(await outbox.prune({ sent: later, dead: later }, 10)).toBe(1);
    expect(await outbox.list({ state: 'dead' }, { after: undefined, limit: 10 })).toMatchObject([
      { reason: 'It waited too long for its turn.', settledAt: later },
    ]);
  });

  it('is not settled by a worker that has lost its claim', async () => {
    const { notificationOutbox: outbox } = database;
    await end('vision', 'one', 'failed');
    await take();
    const [claimed] = await outbox.claim('slow', { now, leasedUntil: now, limit: 1 });
    const leasedUntil = new Date(now.getTime() + 1_000);
    const [again] = await outbox.claim('quick', { now, leasedUntil, limit: 1 });
    expect(again?.id).toBe(claimed?.id);
    expect(await outbox.renew('slow', [claimed?.id ?? ''], leasedUntil)).toEqual(new Set());
    await outbox.settle('slow', claimed?.id ?? '', { kind: 'failed', at: now, reason: 'no answer' });
    expect(await outbox.count()).toMatchObject([{ state: 'pending' }]);
  });
});
