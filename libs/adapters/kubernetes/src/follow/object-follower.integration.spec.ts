import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClusterClient, FollowedObjects } from '@slipway/ports';
import { quietLogger, temporaryDirectory, until, type TemporaryDirectory } from '@slipway/testing';
import { openClusterClient } from '../open-cluster-client.ts';
import { FakeApiServer } from '../testing/fake-api-server.ts';

const jobs = '/apis/batch/v1/jobs';
const type = { group: 'batch', version: 'v1', plural: 'jobs' } as const;

interface Kept {
  readonly name: string;
  readonly step: number;
}

let directory: TemporaryDirectory;
let server: FakeApiServer;
let client: ClusterClient;
let told: string[];
let followed: FollowedObjects<Kept>;

const put = (name: string, step = 1, labels: Record<string, string> = { app: 'slipway' }) =>
  server.objects.put(jobs, { metadata: { name, namespace: 'vision', labels }, spec: { step } });

const keep = (object: unknown): Kept => {
  const { metadata, spec } = object as { metadata: { name: string }; spec: { step: number } };
  return { name: metadata.name, step: spec.step };
};

const open = async (
  over: { watchIdleMs?: number; answerMs?: number; idleMs?: number } = {},
): Promise<ClusterClient> => {
  const kubeconfig = path.join(directory.path, 'kubeconfig');
  await writeFile(kubeconfig, server.kubeconfig());
  return openClusterClient({
    kubeconfig,
    logger: quietLogger,
    timeouts: { answerMs: over.answerMs ?? 5_000, idleMs: over.idleMs ?? 5_000 },
    following: { pageSize: 2, watchIdleMs: over.watchIdleMs ?? 10_000, random: () => 0 },
  });
};

const follow = (on: ClusterClient): FollowedObjects<Kept> =>
  on.follow({
    type,
    labelSelector: 'app=slipway',
    keep,
    onChange: ({ type: change, kept }) => void told.push(`${change} ${kept.name} ${String(kept.step)}`),
  });

const names = (): string[] => [...followed.objects.values()].map(({ name }) => name).sort();
const synced = () => until('the list is complete', () => followed.state.synced && server.watches.size === 1);
const toldOf = (text: string) => until(`told of ${text}`, () => told.includes(text));
const lists = (): number => server.requests.filter((line) => !line.includes('watch=true')).length;

beforeEach(async () => {
  directory = await temporaryDirectory();
  server = await FakeApiServer.start();
  client = await open();
  told = [];
});

afterEach(async () => {
  await followed.stop();
  await client.close();
  await server.down();
  await directory.remove();
  expect(server.violations).toEqual([]);
});

describe('following objects', () => {
  it('lists in pages and then hears of each change', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) put(name);
    put('foreign', 1, {});
    followed = follow(client);
    await synced();
    expect(names()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(lists()).toBe(3);
    put('a', 2);
    put('f');
    server.objects.remove(jobs, 'b', 'vision');
    await toldOf('gone b 1');
    expect(told.slice(5)).toEqual(['present a 2', 'present f 1', 'gone b 1']);
    expect(names()).toEqual(['a', 'c', 'd', 'e', 'f']);
  });

  it('takes an object whose labels no longer fit as gone', async () => {
    put('a');
    followed = follow(client);
    await synced();
    put('a', 2, {});
    await toldOf('gone a 1');
    expect(names()).toEqual([]);
  });

  it('tells an object that was made again under its name from the one before', async () => {
    put('a');
    followed = follow(client);
    await synced();
    server.watches.forEach((watch) => (watch.silent = true));
    server.objects.remove(jobs, 'a', 'vision');
    put('a', 7);
    server.objects.compact();
    server.watches.forEach((watch) => {
      watch.break();
    });
    await toldOf('gone a 1');
    expect([...followed.objects.values()]).toEqual([{ name: 'a', step: 7 }]);
    expect(told).toEqual(['present a 1', 'present a 7', 'gone a 1']);
  });

  it.each(['event', 'status'] as const)('lists anew when its version has expired, told by %s', async (by) => {
    server.expireBy = by;
    put('a');
    put('b');
    followed = follow(client);
    await synced();
    const watch = [...server.watches][0];
    if (watch) watch.silent = true;
    server.objects.remove(jobs, 'b', 'vision');
    put('c');
    server.objects.compact();
    watch?.break();
    await toldOf('gone b 1');
    expect(names()).toEqual(['a', 'c']);
    expect(followed.state).toEqual({ synced: true, problem: undefined });
  });

  it('goes on from a bookmark without a new list, though the version of the list has expired', async () => {
    put('a');
    followed = follow(client);
    await synced();
    server.objects.compact();
    for (const watch of server.watches) watch.bookmark(server.objects.version);
    for (const watch of server.watches) watch.end();
    put('b');
    await toldOf('present b 1');
    expect(lists()).toBe(1);
  });

  it('survives a restart of the API server, and what happened meanwhile', async () => {
    put('a');
    followed = follow(client);
    await synced();
    await server.down();
    put('b');
    server.objects.remove(jobs, 'a', 'vision');
    await server.up();
    await toldOf('gone a 1');
    expect(names()).toEqual(['b']);
  });

  it.each([
    [
      'a line that was cut off',
      (send: (text: string) => void) => {
        send('{"type":"MODIFIED","object":{"metadata":{"na');
      },
    ],
    [
      'a line that is no JSON',
      (send: (text: string) => void) => {
        send('<html>bad gateway</html>\n');
      },
    ],
    [
      'an event of an unknown form',
      (send: (text: string) => void) => {
        send('{"type":"SURPRISE","object":{}}\n');
      },
    ],
    [
      'an error that is not of its version',
      (send: (text: string) => void) => {
        send('{"type":"ERROR","object":{"code":500,"message":"etcdserver: leader changed"}}\n');
      },
    ],
  ])('begins again where it was after %s', async (_, fault) => {
    put('a');
    followed = follow(client);
    await synced();
    for (const watch of server.watches) {
      fault((text) => {
        watch.write(text);
      });
      watch.silent = true;
    }
    put('a', 2);
    for (const watch of server.watches) watch.break();
    await toldOf('present a 2');
    expect(told).toEqual(['present a 1', 'present a 2']);
    expect(lists()).toBe(1);
  });

  it('leaves a connection on which nothing comes any more', async () => {
    const impatient = await open({ watchIdleMs: 200 });
    put('a');
    followed = follow(impatient);
    await synced();
    for (const watch of server.watches) watch.silent = true;
    put('a', 2);
    await toldOf('present a 2');
    await followed.stop();
    await impatient.close();
  });

  it('gives up a request that gets no answer, and one whose answer stops in the middle', async () => {
    const impatient = await open({ answerMs: 200, idleMs: 200 });
    put('a');
    server.fail({ hang: true });
    server.fail({ truncate: true });
    followed = follow(impatient);
    await synced();
    expect(names()).toEqual(['a']);
    expect(server.requests.length).toBeGreaterThanOrEqual(4);
    await followed.stop();
    await impatient.close();
  });

  it('waits as long as the API server asks for', async () => {
    put('a');
    server.fail({ status: 429, retryAfter: 1, message: 'too many requests' });
    const began = performance.now();
    followed = follow(client);
    await synced();
    expect(performance.now() - began).toBeGreaterThanOrEqual(950);
  });

  it('says which right is missing, and goes on when it is there', async () => {
    put('a');
    const message = 'jobs.batch is forbidden: User "x" cannot list resource "jobs" at the cluster scope';
    server.fail({ status: 403, message, times: 2 });
    followed = follow(client);
    const problem = await until('a problem is told', () => followed.state.problem);
    expect(problem).toContain(message);
    expect(problem).toContain('bind the missing right');
    await synced();
    expect(followed.state.problem).toBeUndefined();
  });

  it('reads its token anew when it is refused', async () => {
    put('a');
    followed = follow(client);
    await synced();
    await writeFile(path.join(directory.path, 'kubeconfig'), server.kubeconfig('fresh'));
    server.tokens = new Set(['fresh']);
    for (const watch of server.watches) watch.end();
    put('b');
    await toldOf('present b 1');
    expect(followed.state.problem).toBeUndefined();
  });
});
