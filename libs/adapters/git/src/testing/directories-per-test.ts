import { afterEach } from '@jest/globals';
import { temporaryDirectory, type TemporaryDirectory } from '@slipway/testing';

/** A maker of directories that are removed after each test of the calling file. */
export function directoriesPerTest(): () => Promise<string> {
  const made: TemporaryDirectory[] = [];
  afterEach(async () => {
    for (const { remove } of made.splice(0)) await remove();
  });
  return async () => {
    const directory = await temporaryDirectory();
    made.push(directory);
    return directory.path;
  };
}
