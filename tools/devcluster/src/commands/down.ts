import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { directoryOf, isSupervised, type InstanceState } from './instance.ts';

const patience = 60_000;

/** Stops a cluster, if it runs, and deletes all of it when asked to. */
export async function down(state: InstanceState, remove: boolean): Promise<void> {
  const deadline = Date.now() + patience;
  if (await isSupervised(state)) process.kill(state.pid, 'SIGTERM');
  while (await isSupervised(state)) {
    // Its components end with it, whatever it dies of.
    if (Date.now() > deadline) process.kill(state.pid, 'SIGKILL');
    await delay(100);
  }
  if (remove) await rm(directoryOf(state.request.name), { recursive: true, force: true });
}
