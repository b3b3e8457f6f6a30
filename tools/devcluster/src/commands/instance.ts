import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from '../programs/build-lock.ts';
import { writePrivately } from '../security/key-folder.ts';
import type { ClusterRequest } from './command-line.ts';

/** Where the clusters of a checkout are kept, one folder each. */
export const instancesDirectory = path.resolve('.slipway/devcluster');

/** What the supervisor of a cluster tells about it. */
export interface InstanceState {
  /** Process id of the supervisor. */
  readonly pid: number;
  readonly phase: 'starting' | 'running' | 'failed';
  /** What it does, or why it has failed. */
  readonly message: string;
  readonly request: ClusterRequest;
  readonly server?: string;
  readonly kubeconfig?: string;
  readonly components?: readonly { readonly name: string; readonly log: string }[];
}

export const directoryOf = (name: string): string => path.join(instancesDirectory, name);
const stateFile = (name: string): string => path.join(directoryOf(name), 'state.json');

export async function writeState(state: InstanceState): Promise<void> {
  await writePrivately(stateFile(state.request.name), `${JSON.stringify(state, undefined, 2)}\n`);
}

/** What is known of a cluster; undefined when there never was one of this name. */
export async function readState(name: string): Promise<InstanceState | undefined> {
  const text = await readFile(stateFile(name), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as InstanceState);
}

/** All clusters of this checkout. */
export async function readStates(): Promise<readonly InstanceState[]> {
  const names = await readdir(instancesDirectory).catch(() => []);
  const states = await Promise.all(names.sort().map(readState));
  return states.filter((state) => state !== undefined);
}

/** Whether the supervisor that wrote the state still runs; its id may have gone to another program meanwhile. */
export async function isSupervised(state: InstanceState): Promise<boolean> {
  if (!isAlive(state.pid)) return false;
  const command = await readFile(`/proc/${String(state.pid)}/cmdline`, 'utf8').catch(() => '');
  return command.includes('devcluster') && command.includes(state.request.name);
}
