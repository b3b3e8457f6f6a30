import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '@slipway/kernel';
import type { ClusterClient, PodLogOptions } from '@slipway/ports';
import { quietLogger, temporaryDirectory } from '@slipway/testing';
import { inClusterCredentials } from './connection/in-cluster.ts';
import { openClusterClient } from './open-cluster-client.ts';
import { clientOf } from './testing/client-of.ts';
import { FakeApiServer } from './testing/fake-api-server.ts';

const pod = { namespace: 'vision', pod: 'train-0', container: 'main' };
const forever = new AbortController().signal;
const whole: PodLogOptions = { maxBytes: 1_000_000, maxMs: 10_000, follow: false, signal: forever };
let server: FakeApiServer;
let client: ClusterClient;

const read = async (options: Partial<PodLogOptions> = {}): Promise<string> => {
  let text = '';
  for await (const chunk of client.readLog(pod, { ...whole, ...options }))
    text += Buffer.from(chunk).toString();
  return text;
};

beforeEach(async () => {
  server = await FakeApiServer.start();
  client = await clientOf(server);
});

afterEach(async () => {
  await client.close();
  await server.down();
  expect(server.violations).toEqual([]);
});

describe('the log of a pod', () => {
  const lines = ['2026-11-26T21:00:00.5Z one', '2026-11-26T21:00:01.5Z two', '2026-11-26T21:00:02.5Z three'];

  it('is read whole, from a second on, and up to a bound', async () => {
    server.appendLog('vision/train-0/main', lines);
    expect(await read()).toBe(`${lines.join('\n')}\n`);
    expect(await read({ since: new Date('2026-11-26T21:00:01.9Z') })).toBe(`${lines.slice(1).join('\n')}\n`);
    expect(await read({ maxBytes: 30 })).toBe(`${lines.join('\n')}\n`.slice(0, 30));
  });

  it('is followed until the container has ended', async () => {
    server.appendLog('vision/train-0/main', lines.slice(0, 1));
    const followed = client.readLog(pod, { ...whole, follow: true });
    expect(Buffer.from((await followed.next()).value ?? []).toString()).toBe(`${lines[0] ?? ''}\n`);
    server.appendLog('vision/train-0/main', lines.slice(1, 2), true);
    expect(Buffer.from((await followed.next()).value ?? []).toString()).toBe(`${lines[1] ?? ''}\n`);
    expect((await followed.next()).done).toBe(true);
  });

  it('is followed no longer than the bound of time', async () => {
    server.appendLog('vision/train-0/main', lines.slice(0, 1));
    expect(await read({ follow: true, maxMs: 300 })).toBe(`${lines[0] ?? ''}\n`);
  });

  it('that is not there is said to be missing', async () => {
    await expect(read()).rejects.toThrow('no log of vision/train-0/main');
  });
});

describe('single objects', () => {
  const type = { group: '', version: 'v1', plural: 'namespaces' } as const;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'slipway-system' } };

  it('are applied under the name of Slipway and read again', async () => {
    expect(await client.get(type, 'slipway-system')).toBeUndefined();
    await client.apply(namespace, { type, force: true });
    expect(await client.get(type, 'slipway-system')).toMatchObject(namespace);
    expect(server.requests).toContain(
      'PATCH /api/v1/namespaces/slipway-system?fieldManager=slipway&force=true',
    );
  });

  it('are created unless one of their name is there', async () => {
    expect(await client.create(namespace, type)).toBe(true);
    expect(await client.create(namespace, type)).toBe(false);
    server.fail({ on: 'POST', status: 409, message: 'the quota was changed meanwhile' });
    await expect(client.create(namespace, type)).rejects.toThrow('the quota was changed meanwhile');
  });

  it.each([
    [401, 'UnauthenticatedError'],
    [403, 'ForbiddenError'],
    [409, 'ConflictError'],
    [422, 'InvalidInputError'],
    [500, 'UnavailableError'],
    [429, 'ThrottledError'],
  ])('that are refused with %s throw %s', async (status, name) => {
    const retryAfter = status === 429 ? { retryAfter: 2 } : {};
    server.fail({ status, message: 'because', times: 2, ...retryAfter });
    const refused: unknown = await client
      .apply(namespace, { type, force: false })
      .catch((error: unknown) => error);
    expect(String(refused)).toContain(`${name}: PATCH /api/v1/namespaces/slipway-system: because`);
  });

  it('cannot be named out of their place', async () => {
    await expect(client.get(type, '..')).rejects.toThrow('".." is no name of an object');
  });
});

describe('opening a client', () => {
  it('says what to do when there is neither a kubeconfig nor a cluster around', async () => {
    const options = { logger: quietLogger, environment: {} };
    await expect(openClusterClient({ ...options, kubeconfig: undefined })).rejects.toThrow(
      'set it to the path',
    );
    await expect(openClusterClient({ ...options, kubeconfig: '/nowhere' })).rejects.toThrow(
      'The kubeconfig /nowhere cannot be read',
    );
  });

  it('takes the token that the kubelet has mounted, anew when it was replaced', async () => {
    await using directory = await temporaryDirectory();
    await writeFile(path.join(directory.path, 'ca.crt'), 'certificate');
    await writeFile(path.join(directory.path, 'token'), 'first\n');
    const source = inClusterCredentials({
      environment: { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' },
      clock: systemClock,
      directory: directory.path,
    });
    expect(source.server.href).toBe('https://[fd00::1]/');
    expect((await source.read()).headers).toEqual({ authorization: 'Bearer first' });
    await writeFile(path.join(directory.path, 'token'), 'second\n');
    expect((await source.read()).headers).toEqual({ authorization: 'Bearer first' });
    source.forget();
    expect((await source.read()).headers).toEqual({ authorization: 'Bearer second' });
  });
});
