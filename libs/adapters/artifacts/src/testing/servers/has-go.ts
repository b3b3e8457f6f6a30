import { spawnSync } from 'node:child_process';

/** Whether Go is on the PATH, to build the object stores that are written in it; without it their tests are skipped. */
export const hasGo = spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0;
