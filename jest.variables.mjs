import { statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const memory = '/dev/shm';

/** Bytes that must be free: tests of two projects at once keep less than 2 GiB, and a machine has other uses for its memory. */
const enough = 8 * 1024 ** 3;

/**
 * What all test files and the processes they start share, by variables of the environment: temporary files lie in memory
 * where there is much of it, for disks spend half of the tests' system time on the thousands of files of databases and
 * repositories; and code that Node loads is compiled, and rid of its types, once a machine.
 */
export function prepareVariables() {
  if (hasRoom()) process.env.TMPDIR ??= memory;
  process.env.NODE_COMPILE_CACHE ??= path.join(homedir(), '.cache/slipway/compiled');
}

function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > enough;
  } catch {
    return false; // not on Linux
  }
}
