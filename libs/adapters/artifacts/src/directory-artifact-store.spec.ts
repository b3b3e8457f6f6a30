import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openDirectoryArtifactStore } from './directory-artifact-store.ts';
import { artifactStoreConformance } from './testing/artifact-store-conformance.ts';

const made: string[] = [];
const newDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-artifacts-'));
  made.push(directory);
  return directory;
};

afterAll(() => Promise.all(made.map((directory) => rm(directory, { recursive: true, force: true }))));

artifactStoreConformance('a directory', async () => openDirectoryArtifactStore(await newDirectory()));

describe('openDirectoryArtifactStore', () => {
  it('finds what was stored before it was opened', async () => {
    const directory = await newDirectory();
    await (await openDirectoryArtifactStore(directory)).put('a/b', Readable.from([Buffer.from('x')]), 1);
    const { content } = await (await openDirectoryArtifactStore(directory)).get('a/b');
    expect(await text(content)).toBe('x');
  });

  it('removes what uploads of a killed process left behind', async () => {
    const directory = await newDirectory();
    await mkdir(join(directory, '.uploads'));
    await writeFile(join(directory, '.uploads', 'half'), 'half');
    await openDirectoryArtifactStore(directory);
    expect(await readdir(join(directory, '.uploads'))).toEqual([]);
  });

  it('leaves no upload behind when content is refused', async () => {
    const directory = await newDirectory();
    const store = await openDirectoryArtifactStore(directory);
    await expect(store.put('key', Readable.from([Buffer.alloc(10)]), 5)).rejects.toThrow();
    expect(await readdir(join(directory, '.uploads'))).toEqual([]);
  });
});
