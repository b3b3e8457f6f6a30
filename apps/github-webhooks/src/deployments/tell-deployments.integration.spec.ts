import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidInputError, newId, systemClock, UnavailableError } from '@slipway/kernel';
import type { CommitStatus, HostDeployment, TakenOverResource } from '@slipway/ports';
import { openDatabase, type Database } from '@slipway/postgres';
import { createTestDatabase, sampleChange } from '@slipway/postgres/testing';
import { quietLogger } from '@slipway/testing';
import { tellDeployments, type TellDeps } from './tell-deployments.ts';

const repository = 'environment';
const merge = 'a'.repeat(40);
const rendered = 'b'.repeat(40);

let database: Database;
let drop: () => Promise<void>;
let said: (CommitStatus | HostDeployment)[];
let failure: Error | undefined;
beforeEach(async () => {
  const test = await createTestDatabase();
  database = await openDatabase({ url: test.url, maxConnections: 4 });
  drop = () => test.drop();
  said = [];
  failure = undefined;
});
afterEach(async () => {
  await database.close();
  await drop();
});

const host = (): TellDeps['host'] => {
  const hear = (word: CommitStatus | HostDeployment): Promise<void> => {
    if (failure) return Promise.reject(failure);
    said.push(word);
    return Promise.resolve();
  };
  return { setStatus: hear, reportDeployment: hear };
};
const tell = (options: Partial<TellDeps> = {}): Promise<void> =>
  tellDeployments(
    {
      ...{ host: host(), deployments: database.deployments, clusters: database.schedulerStore.clusters },
      ...{ repository, publicUrl: 'https://slipway.example/', logger: quietLogger },
      ...options,
    },
    new Date(),
  );
const words = (): readonly string[] =>
  said.splice(0).map(({ state, description }) => `${state} ${description}`);
const note = (fields: Partial<TakenOverResource>): Promise<void> =>
  database.schedulerStore.transaction((transaction) =>
    transaction.noteTakenOver({
      ...{ repository, commit: merge, key: { kind: 'Team', team: undefined, name: 'vision' } },
      ...{ change: undefined, run: undefined, refusal: undefined, at: new Date() },
      ...fields,
    }),
  );

describe('how far a commit of others is', () => {
  it('is told on each cluster when it changes, until it has come to its end', async () => {
    const id = newId(systemClock.now());
    const operations = [
      { op: 'write', path: 'clusters/east/teams/vision/team.yaml', content: 'x: 1\n' },
      { op: 'write', path: 'clusters/west/teams/vision/team.yaml', content: 'x: 1\n' },
    ] as const;
    await database.appendChange(
      sampleChange({
        id,
        repository,
        operations,
        team: undefined,
        service: 'scheduler',
        resource: 'Team/vision',
      }),
    );
    await note({ change: id });
    await tell();
    expect(said.map((word) => ('environment' in word ? word.environment : word.context))).toEqual([
      'east',
      'west',
      'slipway/deploy',
    ]);
    expect(words()[0]).toBe('pending accepted: 1 of 1 resources');
    await tell();
    expect(words()).toEqual([]);
    await database.changeQueue.settle(repository, rendered, [{ id, state: 'pushed', commit: rendered }]);
    await tell();
    expect(words()[2]).toBe('pending committed: 2 of 2 resources');
    const applied = (cluster: string, ready: boolean): Promise<void> =>
      database.schedulerStore.clusters.save(cluster, {
        ...{ agentVersion: '1', runtime: 'kubernetes', nodePools: [], problems: [] },
        at: new Date().toISOString(),
        reconciler: { kind: 'flux', appliedRevision: rendered, ready, message: '' },
      });
    await applied('east', true);
    await applied('west', false);
    await tell();
    expect(words()).toEqual([
      'success healthy: 1 of 1 resources',
      'pending applied: 1 of 1 resources',
      'pending applied: 1 of 2 resources',
    ]);
    await applied('west', true);
    await tell();
    expect(words().at(-1)).toBe('success healthy: 2 of 2 resources');
    expect(await database.deployments.unsettled(repository, new Date(0), 10)).toEqual([]);
  });

  it('is told with the reason when a resource can not be, and is of no interest after a week', async () => {
    await note({ refusal: 'there is no team vision' });
    await tell();
    expect(words()).toEqual(['failure failed: Team/vision: there is no team vision']);
    await note({ commit: rendered, refusal: 'x', at: new Date(Date.now() - 8 * 86_400_000) });
    await tell();
    expect(words()).toEqual([]);
  });

  it('is told later while the host is away, and no more when the host does not take it', async () => {
    await note({});
    failure = new UnavailableError('GitHub does not answer');
    await expect(tell()).rejects.toThrow('GitHub does not answer');
    failure = new InvalidInputError('No commit found for SHA');
    await tell();
    failure = undefined;
    await tell();
    expect(words()).toEqual([]);
  });
});
