import { statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const memory = '/dev/shm';

/** Bytes that must be free: tests take a small part of it, and a machine has other uses for its memory. */
const enough = 8 * 1024 ** 3;

/**
 * What all test files and the processes they start share, by variables of the environment: temporary files lie in memory
 * where there is much of it, for a disk costs the thousands of files of databases and repositories as much system
 * time as all else; and code that Node loads is compiled, and rid of its types, once a machine.
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
