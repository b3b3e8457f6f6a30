import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InvalidInputError, NotFoundError, UnavailableError } from '@slipway/kernel';
import type { ArtifactStore } from '@slipway/ports';
import { openArtifactStore } from './open-artifact-store.ts';
import { parseStoreUri } from './store-uri.ts';
import { artifactStoreConformance } from './testing/artifact-store-conformance.ts';
import { startAzureServer } from './testing/servers/azure-server.ts';
import { startGcsServer } from './testing/servers/gcs-server.ts';
import { hasGo } from './testing/servers/has-go.ts';
import { startS3Server, type ObjectServer } from './testing/servers/s3-server.ts';

const unbounded = { maxBytes: Number.MAX_SAFE_INTEGER };
const bytes = (length: number): Buffer =>
  createHash('shake256', { outputLength: length }).update('x').digest();

const describeWith = (server: string): typeof describe.skip =>
  hasGo || server === 'Azure' ? describe : describe.skip;

for (const [name, start, options] of [
  ['S3', startS3Server, {}],
  // The server that stands for Google's gives all folders with the first page, and again with the next.
  ['Google Cloud Storage', startGcsServer, { listsInPages: false }],
  ['Azure', startAzureServer, {}],
] as const)
  describeWith(name)(name, () => {
    let server: ObjectServer;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.stop());
    const openIn = async (folder: string): Promise<ArtifactStore> =>
      openArtifactStore(parseStoreUri(`${await server.newBucket()}${folder}`), server.env);

    artifactStoreConformance(`a folder of a bucket of ${name}`, () => openIn('/a/folder'), options);

    it('shares a bucket between folders that see nothing of each other', async () => {
      const bucket = await server.newBucket();
      const [one, other] = await Promise.all(
        ['/one', '/one-more'].map((folder) => openArtifactStore(parseStoreUri(bucket + folder), server.env)),
      );
      await one?.put('key', Readable.from([Buffer.from('x')]), unbounded);
      expect(await other?.list('', { limit: 10 })).toEqual({ entries: [], next: undefined });
      await other?.put('key', Readable.from([Buffer.from('y')]), unbounded);
      expect(await one?.list('', { limit: 10 })).toMatchObject({ entries: [{ name: 'key', bytes: 1 }] });
    });

    it('says so when the bucket does not exist', async () => {
      const bucket = (await server.newBucket()).replace(/(bucket|container)-/, '$1-no-');
      const store = await openArtifactStore(parseStoreUri(bucket), server.env);
      await expect(store.get('key')).rejects.toThrow(NotFoundError);
      await expect(store.put('key', Readable.from([Buffer.from('x')]), unbounded)).rejects.toThrow(
        NotFoundError,
      );
    });
  });

for (const [name, start] of [
  ['S3', startS3Server],
  ['Azure', startAzureServer],
] as const)
  describeWith(name)(`direct access to ${name}`, () => {
    let server: ObjectServer;
    let store: ArtifactStore;
    beforeAll(async () => {
      server = await start();
      store = await openArtifactStore(parseStoreUri(`${await server.newBucket()}/folder`), server.env);
    });
    afterAll(() => server.stop());

    it('gets and puts content by signed requests', async () => {
      const put = await store.signing?.sign('put', 'a b/日本', 60);
      const sent = await fetch(put?.url ?? '', {
        method: 'PUT',
        body: 'hello',
        headers: { ...put?.headers },
      });
      expect(sent.ok).toBe(true);
      expect((await buffer((await store.get('a b/日本')).content)).toString()).toBe('hello');
      const get = await store.signing?.sign('get', 'a b/日本', 60);
      const found = await fetch(get?.url ?? '', { headers: { range: 'bytes=1-2' } });
      expect([found.status, await found.text()]).toEqual([206, 'el']);
      expect(found.headers.get('content-disposition')).toBe(
        "attachment; filename*=UTF-8''%E6%97%A5%E6%9C%AC",
      );
      expect((await fetch(get?.url ?? '', { method: 'PUT', body: 'other' })).ok).toBe(false);
    });

    it('puts content in parts, which show when they are complete', async () => {
      const parts = [bytes(5_242_880), bytes(1000)];
      const upload = await store.multipart?.begin('large', 2, 60);
      const sent = await Promise.all(
        parts.map(async (part, index) => {
          const { url = '', headers } = upload?.requests[index] ?? {};
          const response = await fetch(url, { method: 'PUT', body: part, headers: { ...headers } });
          expect(response.ok).toBe(true);
          return { number: index + 1, etag: response.headers.get('etag') ?? '', url };
        }),
      );
      await expect(store.stat('large')).rejects.toThrow(NotFoundError);
      await store.multipart?.complete('large', upload?.uploadId ?? '', sent);
      const found = await buffer((await store.get('large')).content);
      expect(found.equals(Buffer.concat(parts))).toBe(true);
    });

    it('refuses parts that were not sent, and drops an upload', async () => {
      const { uploadId = '', requests = [] } = (await store.multipart?.begin('dropped', 1, 60)) ?? {};
      const part = { number: 1, etag: '"0123456789abcdef0123456789abcdef"', url: requests[0]?.url ?? '' };
      await expect(store.multipart?.complete('dropped', uploadId, [part])).rejects.toThrow(InvalidInputError);
      await store.multipart?.abort('dropped', uploadId);
      await expect(store.stat('dropped')).rejects.toThrow(NotFoundError);
      await expect(store.multipart?.begin('dropped', 0, 60)).rejects.toThrow(InvalidInputError);
    });
  });

describeWith('S3')('a store that does not answer', () => {
  it('is unavailable', async () => {
    const server = await startS3Server();
    const uri = parseStoreUri(await server.newBucket());
    await server.stop();
    const store = await openArtifactStore(uri, server.env);
    await expect(store.get('key')).rejects.toThrow(UnavailableError);
  });
});
