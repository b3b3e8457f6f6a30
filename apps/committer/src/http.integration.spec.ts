import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { changeEndpoints, createClient, type Client } from '@slipway/contracts';
import { SignalTopic } from '@slipway/ports';
import { hashToken, serveHttp, tokensOf, type Grant, type HttpServer } from '@slipway/service';
import { createMetrics } from '@slipway/telemetry';
import { plainGit, quietLogger, until } from '@slipway/testing';
import { CommitterHarness } from './testing/committer-harness.ts';

/** The token of `alice` is `alice`. */
const principals: Readonly<Record<string, readonly Grant[]>> = {
  root: [{ role: 'admin' }],
  alice: [{ role: 'contributor', team: 'vision' }],
  bob: [{ role: 'viewer', team: 'speech' }],
  'agent-local': [{ role: 'agent', cluster: 'local' }],
  flux: [{ role: 'git-reader' }],
  pusher: [{ role: 'git-writer' }],
};

let harness: CommitterHarness;
let server: HttpServer;
beforeEach(async () => {
  harness = await CommitterHarness.start();
  server = await serveHttp({
    services: [await harness.committer()],
    host: '127.0.0.1',
    port: 0,
    tokens: tokensOf(
      Object.entries(principals).map(([name, grants]) => ({ name, grants, sha256: hashToken(name) })),
    ),
    logger: quietLogger,
    metrics: createMetrics(),
  });
});
afterEach(async () => {
  await server.close();
  await harness.close();
});

const as = (name: string): Client => createClient({ url: server.url, token: name });
const repositoryFor = (name: string): string =>
  `${server.url.replace('//', `//x:${name}@`)}/git/environment.git`;

describe('a change', () => {
  it('is shown with its commit as soon as it has one, to those who wait', async () => {
    const change = await harness.append('one');
    const view = await as('alice').call(changeEndpoints.getChange, {
      params: { team: 'vision', change },
      query: { wait: true },
    });
    expect(view).toMatchObject({
      id: change,
      state: 'pushed',
      subject: 'Add one',
      requestedBy: 'alice',
      paths: ['teams/vision/jobs/one.yaml'],
    });
    expect(view.commit).toBe((await harness.log())[0]?.commit);
  });

  it('of another team is as good as none', async () => {
    const change = await harness.append('one');
    await expect(
      as('bob').call(changeEndpoints.getChange, { params: { team: 'vision', change } }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      as('bob').call(changeEndpoints.getChange, { params: { team: 'speech', change } }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('of the platform itself is shown to administrators alone', async () => {
    const change = await harness.append('x', {
      team: undefined,
      service: 'platform',
      operations: [{ op: 'write', path: 'slipway.yaml', content: 'x: 1\n' }],
    });
    const request = { params: { team: '-', change }, query: { wait: true } } as const;
    await expect(as('alice').call(changeEndpoints.getChange, request)).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await as('root').call(changeEndpoints.getChange, request)).state).toBe('pushed');
  });
});

describe('the history of a resource', () => {
  it('has the commits that name it and those that touch its file, newest first', async () => {
    await harness.settled([await harness.append('digits')]);
    const outsider = await harness.outsider();
    await outsider.push('teams/vision/jobs/digits.yaml', 'by: hand\n');
    await harness.settled([await harness.append('other', { resource: 'Job/vision/other' })]);
    const { items } = await as('alice').call(changeEndpoints.history, {
      query: { resource: 'Job/vision/digits' },
    });
    expect(items.map(({ subject }) => subject)).toEqual([
      'By hand: teams/vision/jobs/digits.yaml',
      'Add digits',
    ]);
  });

  it('knows where models lie, whatever their names', async () => {
    await harness.settled([await harness.append('digits')]);
    const outsider = await harness.outsider();
    await outsider.push('teams/vision/models/iris.yaml', 'by: hand\n');
    await outsider.push(
      'teams/vision/models/shard-58/my-model-58ca028f8c/versions-101-200.yaml',
      'by: hand\n',
    );
    const subjects = async (name: string): Promise<readonly string[]> => {
      const query = { resource: `RegisteredModel/vision/${name}` };
      const { items } = await as('alice').call(changeEndpoints.history, { query });
      return items.map(({ subject }) => subject);
    };
    expect(await subjects('iris')).toEqual(['By hand: teams/vision/models/iris.yaml']);
    expect(await subjects('My model')).toHaveLength(1);
    expect(await subjects('none')).toEqual([]);
  });

  it('is read by the team alone', async () => {
    const ask = (resource: string): Promise<unknown> =>
      as('bob').call(changeEndpoints.history, { query: { resource } });
    await expect(ask('Job/vision/digits')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(ask('Team/vision')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(ask('Cluster/local')).resolves.toEqual({ items: [] });
  });

  it.each([
    '',
    'Job',
    'Job/vision',
    'Job/../../etc',
    'constructor/x',
    'Job/vision/--all',
    'Pod/vision/x',
    'RegisteredModel/vision/a:b',
    'RegisteredModel/vision/a/b',
  ])('is refused for %j', async (resource) => {
    await expect(as('root').call(changeEndpoints.history, { query: { resource } })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('the environment repository over HTTP', () => {
  const clone = (name: string): Promise<string> =>
    plainGit(
      harness.folder,
      'clone',
      '--quiet',
      repositoryFor(name),
      path.join(harness.folder, `of-${name}`),
    );

  it('is cloned by agents, reconcilers and administrators, and by nobody else', async () => {
    await harness.settled([await harness.append('one')]);
    for (const name of ['agent-local', 'flux', 'root', 'pusher']) await clone(name);
    expect(await plainGit(path.join(harness.folder, 'of-flux'), 'log', '--format=%s')).toBe('Add one');
    for (const name of ['alice', 'bob', 'nobody'])
      await expect(clone(name)).rejects.toThrow(/403|Authentication failed/);
    await expect(
      promisify(execFile)('git', ['ls-remote', `${server.url}/git/environment.git`], {
        env: { PATH: process.env.PATH, GIT_TERMINAL_PROMPT: '0' },
      }),
    ).rejects.toThrow();
  });

  it('takes a push of who may write, and has the agents told of it', async () => {
    await harness.settled([await harness.append('one')]);
    const told: string[] = [];
    const stop = await harness.database.signals.subscribe(SignalTopic.ChangesSettled, (payload) =>
      told.push(payload),
    );
    const push = async (name: string): Promise<void> => {
      await clone(name);
      const directory = path.join(harness.folder, `of-${name}`);
      await plainGit(directory, 'commit', '--quiet', '--allow-empty', '-m', `By ${name}`);
      await plainGit(directory, 'push', '--quiet', 'origin', 'HEAD:main');
    };
    told.length = 0;
    await push('pusher');
    await until('the agents are told', () => told.includes('environment'));
    for (const name of ['root', 'flux', 'agent-local']) await expect(push(name)).rejects.toThrow(/403/);
    await stop();
    expect((await harness.log()).map(({ subject }) => subject)).toEqual(['Add one', 'By pusher']);
  });

  it('is whole in every clone that is made while it is written to', async () => {
    await harness.settled([await harness.append('first')]);
    const ids: string[] = [];
    const enough = new AbortController();
    const writer = (async () => {
      for (let index = 0; !enough.signal.aborted; index += 1)
        ids.push(await harness.append(`job-${String(index)}`));
    })();
    for (const name of ['flux', 'root', 'agent-local']) {
      await clone(name);
      await plainGit(path.join(harness.folder, `of-${name}`), 'fsck', '--strict', '--full');
    }
    enough.abort();
    await writer;
    await harness.settled(ids);
  });
});
