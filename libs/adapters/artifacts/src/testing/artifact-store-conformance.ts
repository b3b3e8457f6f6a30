import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { InvalidInputError, NotFoundError, TooLargeError } from '@slipway/kernel';
import type { ArtifactStore } from '@slipway/ports';

const hello = Buffer.from('hello');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const streamOf = (...chunks: readonly Uint8Array[]): Readable => Readable.from(chunks);

/** What every ArtifactStore has to do. `open` gives the store under test, empty at the first call of a test. */
export function artifactStoreConformance(name: string, open: () => Promise<ArtifactStore>): void {
  describe(`${name} as an ArtifactStore`, () => {
    const read = async (store: ArtifactStore, key: string): Promise<Buffer> =>
      buffer((await store.get(key)).content);

    it('gives back what was put, with its size and SHA-256', async () => {
      const store = await open();
      expect(await store.put('a/b/c.txt', streamOf(hello), 5)).toEqual({ bytes: 5, sha256: sha256(hello) });
      const { bytes, content } = await store.get('a/b/c.txt');
      expect(bytes).toBe(5);
      expect(await buffer(content)).toEqual(hello);
    });

    it('takes empty content', async () => {
      const store = await open();
      expect(await store.put('empty', streamOf(), 0)).toEqual({ bytes: 0, sha256: sha256(Buffer.alloc(0)) });
      expect(await read(store, 'empty')).toHaveLength(0);
    });

    it('replaces content as a whole', async () => {
      const store = await open();
      await store.put('key', streamOf(Buffer.from('a longer text')), 100);
      await store.put('key', streamOf(hello), 100);
      expect(await read(store, 'key')).toEqual(hello);
    });

    it('refuses content beyond the bound and keeps what was there', async () => {
      const store = await open();
      await store.put('key', streamOf(hello), 5);
      await expect(store.put('key', streamOf(hello, hello), 9)).rejects.toThrow(TooLargeError);
      expect(await read(store, 'key')).toEqual(hello);
      await expect(store.put('other', streamOf(hello), 4)).rejects.toThrow(TooLargeError);
      await expect(store.get('other')).rejects.toThrow(NotFoundError);
    });

    it('shows nothing of an upload that broke off', async () => {
      const store = await open();
      const broken = Readable.from(
        (async function* () {
          yield hello;
          await Promise.reject(new Error('the sender has gone'));
        })(),
      );
      await expect(store.put('key', broken, 100)).rejects.toThrow('the sender has gone');
      await expect(store.get('key')).rejects.toThrow(NotFoundError);
    });

    it('holds the last whole content when the same key is put many times at once', async () => {
      const store = await open();
      const contents = Array.from({ length: 8 }, (_, index) => Buffer.alloc(10_000, index));
      await Promise.all(contents.map((content) => store.put('key', streamOf(content), 10_000)));
      expect(contents.map(sha256)).toContain(sha256(await read(store, 'key')));
    });

    it('knows no key that was deleted, and deleting twice is no error', async () => {
      const store = await open();
      await store.put('a/key', streamOf(hello), 5);
      await store.delete('a/key');
      await store.delete('a/key');
      await expect(store.get('a/key')).rejects.toThrow(NotFoundError);
    });

    it('does not find keys that are only the beginning of others', async () => {
      const store = await open();
      await store.put('a/b', streamOf(hello), 5);
      await expect(store.get('a')).rejects.toThrow(NotFoundError);
      await expect(store.get('a/b/c')).rejects.toThrow(NotFoundError);
      await store.delete('a');
      expect(await read(store, 'a/b')).toEqual(hello);
    });

    it.each([
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../b',
      'a/./b',
      'a\\b',
      'a\0b',
      '-a',
      'ä',
      'x'.repeat(201),
    ])('refuses the key %j', async (key) => {
      const store = await open();
      await expect(store.put(key, streamOf(hello), 5)).rejects.toThrow(InvalidInputError);
      await expect(store.get(key)).rejects.toThrow(InvalidInputError);
      await expect(store.delete(key)).rejects.toThrow(InvalidInputError);
    });
  });
}
