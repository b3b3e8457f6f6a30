import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '@slipway/testing';
import { writeFiles } from './write-files.ts';

describe('writing source files', () => {
  it('writes them into their folders', async () => {
    await using directory = await temporaryDirectory();
    await writeFiles({ 'train.py': 'print(1)\n', 'pkg/util/__init__.py': '' }, directory.path);
    expect(await readFile(path.join(directory.path, 'train.py'), 'utf8')).toBe('print(1)\n');
    expect(await readFile(path.join(directory.path, 'pkg/util/__init__.py'), 'utf8')).toBe('');
  });

  it('writes nothing when one of them would lie elsewhere', async () => {
    await using directory = await temporaryDirectory();
    await expect(writeFiles({ good: '', '../bad': '' }, directory.path)).rejects.toThrow(
      'is not a path below the working directory',
    );
    expect(await readdir(directory.path)).toEqual([]);
  });
});
