import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from '@jest/globals';

/** A maker of directories that are removed after each test of the calling file. */
export function temporaryDirectories(): () => Promise<string> {
  const made: string[] = [];
  afterEach(async () => {
    for (const directory of made.splice(0))
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  });
  return async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'slipway-git-'));
    made.push(directory);
    return directory;
  };
}
