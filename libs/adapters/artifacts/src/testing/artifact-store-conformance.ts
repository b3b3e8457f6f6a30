import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { InvalidInputError, NotFoundError, TooLargeError } from '@slipway/kernel';
import type { ArtifactStore, ListedEntry } from '@slipway/ports';

const hello = Buffer.from('hello');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const streamOf = (...chunks: readonly Uint8Array[]): Readable => Readable.from(chunks);
const unbounded = { maxBytes: Number.MAX_SAFE_INTEGER };

const put = (store: ArtifactStore, key: string, content: Uint8Array = hello): Promise<unknown> =>
  store.put(key, streamOf(content), unbounded);
const read = async (store: ArtifactStore, key: string): Promise<Buffer> =>
  buffer((await store.get(key)).content);

async function listed(store: ArtifactStore, prefix: string, limit = 1000): Promise<readonly ListedEntry[]> {
  const entries: ListedEntry[] = [];
  for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
    const page = await store.list(prefix, { limit, after });
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    entries.push(...page.entries);
    after = page.next;
  }
  return entries;
}

export interface ConformanceOptions {
  /** False when the server behind the store cannot give a listing in pages. Default true. */
  readonly listsInPages?: boolean;
}

/** What every ArtifactStore has to do. `open` gives the store under test, empty at the first call of a test. */
export function artifactStoreConformance(
  name: string,
  open: () => Promise<ArtifactStore>,
  { listsInPages = true }: ConformanceOptions = {},
): void {
  describe(`${name} as an ArtifactStore`, () => {
    it('gives back what was put, with its size and SHA-256', async () => {
      const store = await open();
      expect(await store.put('a/b/c.txt', streamOf(hello), { maxBytes: 5 })).toEqual({
        bytes: 5,
        sha256: sha256(hello),
      });
      const { content, ...info } = await store.get('a/b/c.txt');
      expect(info).toMatchObject({ bytes: 5, sha256: sha256(hello) });
      expect(await buffer(content)).toEqual(hello);
      expect(await store.stat('a/b/c.txt')).toEqual(info);
    });

    it('takes empty content', async () => {
      const store = await open();
      expect(await store.put('empty', streamOf(), { maxBytes: 0 })).toEqual({
        bytes: 0,
        sha256: sha256(Buffer.alloc(0)),
      });
      expect(await read(store, 'empty')).toHaveLength(0);
    });

    it('takes content of many chunks and several parts', async () => {
      const store = await open();
      const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(1_000_003, index));
      const whole = Buffer.concat(chunks);
      expect(await store.put('large', streamOf(...chunks), unbounded)).toEqual({
        bytes: whole.length,
        sha256: sha256(whole),
      });
      expect(sha256(await read(store, 'large'))).toBe(sha256(whole));
    });

    it('replaces content as a whole, and says so by another version', async () => {
      const store = await open();
      await put(store, 'key', Buffer.from('a longer text'));
      const before = await store.stat('key');
      await put(store, 'key');
      expect(await read(store, 'key')).toEqual(hello);
      expect((await store.stat('key')).version).not.toBe(before.version);
    });

    it('gives a range of content', async () => {
      const store = await open();
      await put(store, 'key');
      const { content, bytes } = await store.get('key', { first: 1, last: 3 });
      expect(bytes).toBe(5);
      expect((await buffer(content)).toString()).toBe('ell');
    });

    it('refuses content beyond the bound and keeps what was there', async () => {
      const store = await open();
      await put(store, 'key');
      await expect(store.put('key', streamOf(hello, hello), { maxBytes: 9 })).rejects.toThrow(TooLargeError);
      expect(await read(store, 'key')).toEqual(hello);
      await expect(store.put('other', streamOf(hello), { maxBytes: 4 })).rejects.toThrow(TooLargeError);
      await expect(store.get('other')).rejects.toThrow(NotFoundError);
    });

    it('refuses content that is not what its sender says, small or large, and keeps what was there', async () => {
      const store = await open();
      await put(store, 'key');
      for (const content of [Buffer.from('other'), Buffer.alloc(20_000_000)]) {
        const options = { ...unbounded, sha256: sha256(hello) };
        await expect(store.put('key', streamOf(content), options)).rejects.toThrow(InvalidInputError);
      }
      expect(await read(store, 'key')).toEqual(hello);
      await store.put('key', streamOf(Buffer.from('other')), {
        ...unbounded,
        sha256: sha256(Buffer.from('other')),
      });
      expect((await read(store, 'key')).toString()).toBe('other');
    });

    it.each([1, 20])('shows nothing of an upload that broke off after %d MB', async (megabytes) => {
      const store = await open();
      const broken = Readable.from(
        (async function* () {
          for (let sent = 0; sent < megabytes; sent += 1) yield Buffer.alloc(1_000_000);
          await Promise.reject(new Error('the sender has gone'));
        })(),
      );
      await expect(store.put('key', broken, unbounded)).rejects.toThrow('the sender has gone');
      await expect(store.get('key')).rejects.toThrow(NotFoundError);
      expect(await listed(store, '')).toEqual([]);
    });

    it('holds the last whole content when the same key is put many times at once', async () => {
      const store = await open();
      const contents = Array.from({ length: 8 }, (_, index) => Buffer.alloc(10_000, index));
      await Promise.all(contents.map((content) => put(store, 'key', content)));
      const found = sha256(await read(store, 'key'));
      expect(contents.map(sha256)).toContain(found);
      expect((await store.stat('key')).sha256).toBe(found);
    });

    it('knows no key that was deleted, and deleting twice is no error', async () => {
      const store = await open();
      await put(store, 'a/key');
      await store.delete('a/key');
      await store.delete('a/key');
      await expect(store.get('a/key')).rejects.toThrow(NotFoundError);
      expect(await listed(store, '')).toEqual([]);
    });

    it('does not find keys that are only the beginning of others', async () => {
      const store = await open();
      await put(store, 'a/b');
      await expect(store.get('a')).rejects.toThrow(NotFoundError);
      await expect(store.stat('a')).rejects.toThrow(NotFoundError);
      await expect(store.get('a/b/c')).rejects.toThrow(NotFoundError);
      await store.delete('a');
      expect(await read(store, 'a/b')).toEqual(hello);
    });

    it('lists the files and folders of a folder by the bytes of their names', async () => {
      const store = await open();
      for (const key of [
        'f/b',
        'f/a/x',
        'f/a/y/z',
        'f/a.txt',
        'f/ä',
        'f/日本 語',
        'f2/other',
        'f/🎉',
        'f/\uf900',
      ])
        await put(store, key);
      expect(await listed(store, 'f')).toEqual([
        { name: 'a.txt', bytes: 5 },
        { name: 'a', bytes: undefined },
        { name: 'b', bytes: 5 },
        { name: 'ä', bytes: 5 },
        { name: '日本 語', bytes: 5 },
        { name: '\uf900', bytes: 5 },
        { name: '🎉', bytes: 5 },
      ]);
      expect(await listed(store, '')).toEqual([
        { name: 'f', bytes: undefined },
        { name: 'f2', bytes: undefined },
      ]);
      expect(await listed(store, 'f/b')).toEqual([]);
      expect(await listed(store, 'nothing')).toEqual([]);
    });

    (listsInPages ? it : it.skip)('lists page by page, each entry once', async () => {
      const store = await open();
      const names = Array.from({ length: 25 }, (_, index) => `n${String(index).padStart(2, '0')}`);
      await Promise.all(
        names.map((each, index) => put(store, index % 3 === 0 ? `p/${each}/x` : `p/${each}`)),
      );
      expect((await listed(store, 'p', 4)).map((entry) => entry.name)).toEqual(names);
    });

    it('deletes all of a folder and nothing beside it', async () => {
      const store = await open();
      for (const key of ['a/b/c', 'a/b/d/e', 'a/bc', 'ab']) await put(store, key);
      await store.deleteAll('a/b');
      await store.deleteAll('a/b');
      await store.deleteAll('ab');
      expect(await listed(store, 'a')).toEqual([{ name: 'bc', bytes: 5 }]);
      expect(await read(store, 'ab')).toEqual(hello);
      await expect(store.get('a/b/d/e')).rejects.toThrow(NotFoundError);
    });

    it.each([
      '.gitignore',
      '-x',
      'a b',
      'ä/日本語/🎉',
      '%2e%2e/a',
      'a?b#c&d=e+f',
      'q\'u"o',
      'x'.repeat(255),
      'CON/aux:1',
    ])('takes the key %j', async (key) => {
      const store = await open();
      await put(store, key);
      expect(await read(store, key)).toEqual(hello);
      const [top] = await listed(store, '');
      expect(top?.name).toBe(key.split('/')[0]);
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
      'a\nb',
      '\ud800',
      'x'.repeat(256),
      'x/'.repeat(512) + 'x',
    ])('refuses the key %j', async (key) => {
      const store = await open();
      await expect(store.put(key, streamOf(hello), unbounded)).rejects.toThrow(InvalidInputError);
      await expect(store.get(key)).rejects.toThrow(InvalidInputError);
      await expect(store.stat(key)).rejects.toThrow(InvalidInputError);
      await expect(store.delete(key)).rejects.toThrow(InvalidInputError);
      await expect(store.deleteAll(key)).rejects.toThrow(InvalidInputError);
      if (key !== '') await expect(store.list(key, { limit: 1 })).rejects.toThrow(InvalidInputError);
    });
  });
}
