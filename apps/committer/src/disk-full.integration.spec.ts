import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { initEmbeddedRepository, openEmbeddedBranch } from '@slipway/git';
import { temporaryDirectory, until } from '@slipway/testing';
import { CommitterHarness } from './testing/committer-harness.ts';

const run = promisify(execFile);

let harness: CommitterHarness;
let disk: Awaited<ReturnType<typeof temporaryDirectory>>;
let mounted: boolean;
beforeEach(async () => {
  harness = await CommitterHarness.start();
  disk = await temporaryDirectory();
  mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk.path]).then(
    () => true,
    () => false,
  );
});
afterEach(async () => {
  await harness.close();
  if (mounted) await run('umount', ['--lazy', disk.path]);
  await disk.remove();
});

describe('a full disk below the environment repository', () => {
  it('makes the committer unready and loses nothing; it goes on by itself when there is room again', async () => {
    const directory = path.join(disk.path, 'environment.git');
    await initEmbeddedRepository(directory);
    const branch = await openEmbeddedBranch({ directory });
    // Without the right to mount a disk of our own, its writes fail the way a full disk makes them fail.
    let full = !mounted;
    const committer = await harness.committer({
      servedDirectory: directory,
      branch: mounted
        ? branch
        : await openEmbeddedBranch({
            directory,
            step: () => {
              if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
            },
          }),
    });
    const filler = path.join(disk.path, 'filler');
    if (mounted) await writeFile(filler, Buffer.alloc(4 * 1024 * 1024)).catch(() => undefined);
    const ids = [await harness.append('one'), await harness.append('two')];
    await until('the committer says that it is not ready', () =>
      committer.checkReady().then(
        () => false,
        () => true,
      ),
    );
    expect((await harness.found(ids[0] ?? '')).record.state).toBe('accepted');
    if (mounted) await rm(filler);
    full = false;
    const records = await harness.settled(ids);
    expect(records.map(({ state }) => state)).toEqual(['pushed', 'pushed']);
    expect(
      (await run('git', ['-C', directory, '-c', 'safe.directory=*', 'fsck', '--strict', '--full'])).stderr,
    ).not.toContain('error');
  });
});
