import { execFile } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from '@jest/globals';
import { InvalidInputError, NotFoundError } from '@slipway/kernel';
import { temporaryDirectory, type TemporaryDirectory } from '@slipway/testing';
import { CorruptContentError } from '../content/verified-content.ts';
import { artifactStoreConformance } from '../testing/artifact-store-conformance.ts';
import { openDirectoryArtifactStore } from './directory-artifact-store.ts';

const made: TemporaryDirectory[] = [];
const newDirectory = async (): Promise<string> => {
  const directory = await temporaryDirectory();
  made.push(directory);
  return directory.path;
};
afterAll(() => Promise.all(made.map((directory) => directory.remove())));

const flags = ['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'];
const fullDiskProgram = join(import.meta.dirname, '../testing/put-too-much.ts');
const streamOf = (content: string): Readable => Readable.from([Buffer.from(content)]);
const unbounded = { maxBytes: Number.MAX_SAFE_INTEGER };

artifactStoreConformance('a directory', async () => openDirectoryArtifactStore(await newDirectory()));

describe('openDirectoryArtifactStore', () => {
  it('finds what was stored before it was opened, with its checksum', async () => {
    const directory = await newDirectory();
    const stored = await (await openDirectoryArtifactStore(directory)).put('a/b', streamOf('x'), unbounded);
    const { content, sha256 } = await (await openDirectoryArtifactStore(directory)).get('a/b');
    expect(await text(content)).toBe('x');
    expect(sha256).toBe(stored.sha256);
  });

  it('serves files that others have put there, without a checksum', async () => {
    const directory = await newDirectory();
    const store = await openDirectoryArtifactStore(directory);
    await writeFile(join(directory, 'given'), 'given');
    const { content, sha256 } = await store.get('given');
    expect([await text(content), sha256]).toEqual(['given', undefined]);
  });

  it('removes what uploads of a killed process left behind', async () => {
    const directory = await newDirectory();
    await mkdir(join(directory, '.uploads', 'folder'), { recursive: true });
    await writeFile(join(directory, '.uploads', 'half'), 'half');
    await openDirectoryArtifactStore(directory);
    expect(await readdir(join(directory, '.uploads'))).toEqual([]);
  });

  it('leaves no upload behind when content is refused', async () => {
    const directory = await newDirectory();
    const store = await openDirectoryArtifactStore(directory);
    await expect(store.put('key', streamOf('0123456789'), { maxBytes: 5 })).rejects.toThrow();
    expect(await readdir(join(directory, '.uploads'))).toEqual([]);
    expect((await readdir(directory)).sort()).toEqual(['.checksums', '.uploads']);
  });

  it('does not give the last bytes of content that the disk has changed', async () => {
    const directory = await newDirectory();
    const store = await openDirectoryArtifactStore(directory);
    await store.put('key', streamOf('right'), unbounded);
    const path = join(directory, 'key');
    const { atime, mtime } = await stat(path);
    await writeFile(path, 'wrong');
    await utimes(path, atime, mtime);
    // Times that are set lack nanoseconds: the record has to name the same ones for the content to count as unchanged.
    const [area = ''] = await readdir(join(directory, '.checksums'));
    const [record = ''] = await readdir(join(directory, '.checksums', area));
    const recordPath = join(directory, '.checksums', area, record);
    const [sha256 = '', size = ''] = (await readFile(recordPath, 'utf8')).split(' ');
    const { mtimeNs } = await stat(path, { bigint: true });
    await writeFile(recordPath, `${sha256} ${size} ${String(mtimeNs)}\n`);
    const { content } = await store.get('key');
    await expect(buffer(content)).rejects.toThrow(CorruptContentError);
  });

  it('does not hold a file that somebody has exchanged to the checksum of the one before', async () => {
    const directory = await newDirectory();
    const store = await openDirectoryArtifactStore(directory);
    await store.put('key', streamOf('right'), unbounded);
    await appendFile(join(directory, 'key'), ' and more');
    const { content, sha256 } = await store.get('key');
    expect([await text(content), sha256]).toEqual(['right and more', undefined]);
  });

  it.each(['.uploads', '.uploads/x', '.checksums/x', '.Uploads/x'])('keeps %j for itself', async (key) => {
    const store = await openDirectoryArtifactStore(await newDirectory());
    await expect(store.put(key, streamOf('x'), unbounded)).rejects.toThrow(InvalidInputError);
    await expect(store.get(key)).rejects.toThrow(InvalidInputError);
    await expect(store.list(key, { limit: 1 })).rejects.toThrow(InvalidInputError);
    await store.put(`a/${key}`, streamOf('x'), unbounded);
    expect((await store.list('', { limit: 10 })).entries.map(({ name }) => name)).toEqual(['a']);
  });

  it('refuses a key where a folder is, or below a file', async () => {
    const directory = await newDirectory();
    const store = await openDirectoryArtifactStore(directory);
    await store.put('a/b', streamOf('x'), unbounded);
    await expect(store.put('a', streamOf('x'), unbounded)).rejects.toThrow(InvalidInputError);
    await expect(store.put('a/b/c', streamOf('x'), unbounded)).rejects.toThrow(InvalidInputError);
    expect(await readdir(join(directory, '.uploads'))).toEqual([]);
  });

  it('is unavailable while there is no room, and leaves nothing behind', async () => {
    const directory = await newDirectory();
    const { promise, resolve } = Promise.withResolvers<string>();
    // The bound on the size of a file, in blocks, stands for the end of the disk.
    execFile(
      'sh',
      ['-c', `ulimit -f 200; exec "$@"`, 'sh', process.execPath, ...flags, fullDiskProgram, directory],
      { env: { ...process.env, NODE_OPTIONS: '' } },
      (_error, stdout) => {
        resolve(stdout);
      },
    );
    expect(await promise).toBe('UnavailableError: There is no room left for artifacts.\n');
    expect(await readdir(join(directory, '.uploads'))).toEqual([]);
  });

  it('follows no link to a file elsewhere', async () => {
    const directory = await newDirectory();
    const store = await openDirectoryArtifactStore(directory);
    await symlink('/etc/hostname', join(directory, 'link'));
    await expect(store.get('link')).rejects.toThrow(NotFoundError);
    expect((await store.list('', { limit: 10 })).entries).toEqual([]);
  });

  it('keeps putting into a folder that is being emptied', async () => {
    const store = await openDirectoryArtifactStore(await newDirectory());
    const round = async (index: number): Promise<void> => {
      const key = `folder/${String(index)}`;
      await store.put(key, streamOf('x'), unbounded);
      await store.delete(key);
    };
    await Promise.all(Array.from({ length: 50 }, (_, index) => round(index)));
    expect((await store.list('', { limit: 10 })).entries).toEqual([]);
  });

  it('closes the file of content that nobody reads', async () => {
    const store = await openDirectoryArtifactStore(await newDirectory());
    await store.put('key', streamOf('x'), unbounded);
    const before = (await readdir('/proc/self/fd')).length;
    for (let index = 0; index < 20; index += 1) {
      const { content } = await store.get('key');
      content.destroy();
      await new Promise((resolve) => content.once('close', resolve));
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect((await readdir('/proc/self/fd')).length).toBeLessThan(before + 5);
  });
});
