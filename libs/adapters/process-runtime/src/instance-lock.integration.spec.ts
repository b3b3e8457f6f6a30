import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '@slipway/testing';
import { lockDirectory } from './instance-lock.ts';
import { bootId } from './process-identity.ts';

describe('locking a directory', () => {
  it('is refused while another holds it, naming the process, and works after it let go', async () => {
    await using directory = await temporaryDirectory();
    const release = await lockDirectory(directory.path);
    await expect(lockDirectory(directory.path)).rejects.toThrow(
      `is in use by another agent, process ${String(process.pid)}`,
    );
    await release();
    await (
      await lockDirectory(directory.path)
    )();
    expect(await readdir(path.join(directory.path, 'lock'))).toEqual(['2']);
  });

  it('replaces a holder that was killed, even when its process id is in use again', async () => {
    await using directory = await temporaryDirectory();
    await mkdir(path.join(directory.path, 'lock'));
    await writeFile(
      path.join(directory.path, 'lock', '7'),
      `${String(process.pid)}\n${await bootId()}\n12345\n`,
    );
    await lockDirectory(directory.path);
    expect(await readdir(path.join(directory.path, 'lock'))).toEqual(['8']);
  });

  it('is given to exactly one of many who find it stale at the same time', async () => {
    await using directory = await temporaryDirectory();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(directory.path)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });
});
