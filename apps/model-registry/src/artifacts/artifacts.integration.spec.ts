import { createHash } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@slipway/testing';
import { startRegistry, type RegistryHarness } from '../testing/registry-harness.ts';

let registry: RegistryHarness;
let artifacts: string;
beforeAll(async () => {
  registry = await startRegistry({
    tokens: {
      away: [{ role: 'contributor', team: 'away' }],
      viewer: [{ role: 'viewer', team: 'demo' }],
    },
  });
  artifacts = `${registry.url}/api/2.0/mlflow-artifacts/artifacts`;
});
afterAll(() => registry.stop());

const put = (
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> => fetch(`${artifacts}/${path}`, { method: 'PUT', body, headers });
const textOf = async (path: string, headers: Record<string, string> = {}): Promise<string> =>
  (await fetch(`${artifacts}/${path}`, { headers })).text();
const list = async (path: string): Promise<unknown> =>
  (await fetch(`${artifacts}?path=${encodeURIComponent(path)}`)).json();
const digestOf = (body: string): string => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
const uploads = (): Promise<string[]> => readdir(join(registry.directory, 'artifacts', '.uploads'));

const connected = (): Socket => connect(Number(new URL(registry.url).port), '127.0.0.1');

/** Sends bytes as they are, so that nothing tidies the path, and gives the answer back. */
async function raw(request: string): Promise<string> {
  const socket = connected();
  socket.write(request);
  return text(socket);
}

describe('a proxied artifact', () => {
  it('comes back as it was sent, as a file to be stored, with its digest', async () => {
    const stored = await put('0/run/a b/日本.txt', 'hello');
    expect([stored.status, stored.headers.get('repr-digest'), await stored.text()]).toEqual([
      200,
      digestOf('hello'),
      '',
    ]);
    const found = await fetch(`${artifacts}/0/run/a%20b/%E6%97%A5%E6%9C%AC.txt`);
    expect(Object.fromEntries(found.headers)).toMatchObject({
      'content-type': 'text/plain',
      'content-disposition': "attachment; filename=.txt; filename*=UTF-8''%E6%97%A5%E6%9C%AC.txt",
      'content-length': '5',
      'accept-ranges': 'bytes',
      'repr-digest': digestOf('hello'),
      'x-content-type-options': 'nosniff',
    });
    expect(await found.text()).toBe('hello');
    const page = registry.url + '/ajax-api/2.0/mlflow-artifacts/artifacts/0/run/a%20b/%E6%97%A5%E6%9C%AC.txt';
    expect(await (await fetch(page)).text()).toBe('hello');
  });

  it('may be empty', async () => {
    expect((await put('empty', '')).status).toBe(200);
    const found = await fetch(`${artifacts}/empty`);
    expect([found.headers.get('content-length'), await found.text()]).toEqual(['0', '']);
  });

  it('answers HEAD and ranges, of what the client has a part of', async () => {
    await put('range', 'hello');
    const head = await fetch(`${artifacts}/range`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '5']);
    const etag = head.headers.get('etag') ?? '';
    const part = await fetch(`${artifacts}/range`, { headers: { range: 'bytes=1-2', 'if-range': etag } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 1-2/5',
      'el',
    ]);
    expect(await textOf('range', { range: 'bytes=-2' })).toBe('lo');
    expect(await textOf('range', { range: 'bytes=1-2', 'if-range': '"other"' })).toBe('hello');
    const beyond = await fetch(`${artifacts}/range`, { headers: { range: 'bytes=5-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */5']);
  });

  it('is refused when it is not what its digest says, and what was there stays', async () => {
    await put('digest', 'before');
    for (const field of ['Repr-Digest', 'Content-Digest']) {
      const refused = await put('digest', 'other', { [field]: digestOf('hello') });
      expect([refused.status, await refused.json()]).toMatchObject([
        400,
        { error_code: 'INVALID_PARAMETER_VALUE' },
      ]);
    }
    expect((await put('digest', 'hello', { 'Repr-Digest': 'sha-256=:AA:' })).status).toBe(400);
    expect(await textOf('digest')).toBe('before');
    expect((await put('digest', 'hello', { 'Repr-Digest': digestOf('hello') })).status).toBe(200);
    expect(await uploads()).toEqual([]);
  });

  it('whose sender goes away in the middle leaves nothing', async () => {
    const head = 'PUT /api/2.0/mlflow-artifacts/artifacts/short HTTP/1.1\r\nHost: localhost\r\n';
    for (const begun of [
      'Content-Length: 100\r\n\r\nonly this',
      'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
    ]) {
      const socket = connected();
      socket.write(head + begun);
      await until('an upload under way', async () => (await uploads()).length > 0);
      socket.destroy();
      await until('no upload left', async () => (await uploads()).length === 0);
    }
    expect((await fetch(`${artifacts}/short`)).status).toBe(404);
  });

  it('is that of one of two who send it at once, whole', async () => {
    const bodies = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(300_000));
    await Promise.all(bodies.map((body) => put('same', body)));
    expect(bodies).toContain(await textOf('same'));
  });

  it('is missing, or a folder, in MLflow’s words', async () => {
    await put('folder/file', 'x');
    const missing = await fetch(`${artifacts}/folder/none`);
    expect([missing.status, await missing.json()]).toEqual([
      404,
      { error_code: 'RESOURCE_DOES_NOT_EXIST', message: "No such artifact: 'folder/none'" },
    ]);
    for (const path of ['folder', 'folder/', '']) {
      const folder = await fetch(`${artifacts}/${path}`);
      expect([folder.status, await folder.json()]).toMatchObject([
        400,
        { message: expect.stringContaining('Artifact path refers to a directory, not a file') },
      ]);
    }
    expect((await put('folder', 'x')).status).toBe(400);
    expect((await put('folder/file/below', 'x')).status).toBe(400);
    expect((await put('folder/', 'x')).status).toBe(400);
  });

  it('is deleted alone, or with all of its folder', async () => {
    for (const path of ['gone/a', 'gone/b/c', 'gone-not']) await put(path, 'x');
    const remove = (path: string): Promise<Response> => fetch(`${artifacts}/${path}`, { method: 'DELETE' });
    expect(await (await remove('gone/a')).json()).toEqual({});
    expect(await list('gone')).toEqual({ files: [{ path: 'b', is_dir: true }] });
    expect((await remove('gone')).status).toBe(200);
    expect((await remove('gone')).status).toBe(200);
    expect(await list('gone')).toEqual({});
    expect(await textOf('gone-not')).toBe('x');
  });

  it('is one of ten thousand in a listing', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `f${String(index).padStart(5, '0')}`);
    const folder = join(registry.directory, 'artifacts/many');
    await mkdir(folder);
    for (const name of names) await writeFile(join(folder, name), 'x');
    const { files } = (await list('many')) as { files: { path: string; file_size: number }[] };
    expect(files.map(({ path }) => path)).toEqual(names);
    expect(files[0]).toEqual({ path: 'f00000', is_dir: false, file_size: 1 });
  });
});

describe('a path that leads elsewhere', () => {
  it.each([
    '..%2fx',
    '%2e%2e/x',
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '%252e%252e%252fx',
    'a/%2e%2e/%2e%2e/x',
    'a%5c..%5cx',
    '%2Fetc/passwd',
    '/etc/passwd',
    '../x',
    'a/./b',
    'a%23b',
    'file:%2f%2f%2fetc/passwd',
    'C:%2Fwindows',
    '.uploads/x',
    '.checksums/x',
    '.teams/away/x',
    '.TEAMS/away/x',
    'a%ed%a0%80',
    'x'.repeat(300),
  ])('%s is refused for every method', async (path) => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await raw(
        `${method} /api/2.0/mlflow-artifacts/artifacts/${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 (?:400|404) /);
    }
    const listed = await fetch(`${artifacts}?path=${path}`);
    expect(listed.status === 200 ? await listed.text() : listed.status).toEqual(
      listed.status === 200 ? '{}' : 400,
    );
    expect(await readdir(registry.directory)).not.toContain('x');
  });
});

describe('teams', () => {
  const of = (token: string, path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${artifacts}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });

  it('have artifacts of their own under the same paths', async () => {
    await put('0/mine', 'of demo');
    expect((await of('away', '/0/mine')).status).toBe(404);
    expect((await of('away', '/0/mine', { method: 'PUT', body: 'of away' })).status).toBe(200);
    expect(await (await of('away', '/0/mine')).text()).toBe('of away');
    expect(await textOf('0/mine')).toBe('of demo');
    expect(await (await of('away', '?path=')).json()).toEqual({ files: [{ path: '0', is_dir: true }] });
    expect(JSON.stringify(await list(''))).not.toContain('.teams');
  });

  it('let their viewers read and not write', async () => {
    expect(await (await of('viewer', '/0/mine')).text()).toBe('of demo');
    expect((await of('viewer', '/0/mine', { method: 'PUT', body: 'x' })).status).toBe(403);
    expect((await of('viewer', '/0/mine', { method: 'DELETE' })).status).toBe(403);
    expect((await of('nobody', '/0/mine')).status).toBe(401);
  });
});
