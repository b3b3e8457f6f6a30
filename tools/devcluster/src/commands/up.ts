import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { buildProgram } from '../programs/build-program.ts';
import { programs } from '../programs/program.ts';
import { prepareReconciler } from '../reconcilers/prepare-reconciler.ts';
import { writePrivately } from '../security/key-folder.ts';
import type { ClusterRequest } from './command-line.ts';
import { directoryOf, isSupervised, readState, type InstanceState } from './instance.ts';

/** Makes all clusters run, side by side, and returns when they do. What runs as asked for is left alone. */
export async function up(
  requests: readonly ClusterRequest[],
  progress: (line: string) => void,
): Promise<readonly InstanceState[]> {
  await buildProgram(programs.controlPlane, progress);
  await buildProgram(programs.processNode, progress);
  for (const reconciler of new Set(requests.flatMap((request) => request.reconcilers)))
    await prepareReconciler[reconciler](progress);
  return Promise.all(requests.map((request) => upOne(request, progress)));
}

async function upOne(request: ClusterRequest, progress: (line: string) => void): Promise<InstanceState> {
  const { name } = request;
  const before = await readState(name);
  if (before && before.phase !== 'failed' && (await isSupervised(before))) {
    if (isDeepStrictEqual(before.request, JSON.parse(JSON.stringify(request))))
      return running(name, before.pid, progress);
    throw new Error(`${name} runs with other reconcilers or nodes: npm run devcluster -- down ${name}`);
  }
  const directory = directoryOf(name);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writePrivately(path.join(directory, 'request.json'), JSON.stringify(request));
  const log = await open(path.join(directory, 'supervisor.log'), 'a', 0o600);
  try {
    const supervisor = spawn(
      process.execPath,
      [...process.execArgv, path.resolve(import.meta.dirname, '../supervise.ts'), name],
      { detached: true, stdio: ['ignore', log.fd, log.fd] },
    );
    supervisor.unref();
    return await running(name, supervisor.pid ?? 0, progress);
  } finally {
    await log.close();
  }
}

/** Waits until the supervisor says that the cluster runs. @throws Error when it has failed */
async function running(name: string, pid: number, progress: (line: string) => void): Promise<InstanceState> {
  for (let told = ''; ;) {
    const state = await readState(name);
    if (state?.pid === pid) {
      if (state.phase === 'running') return state;
      if (state.phase === 'failed') throw new Error(`${name} does not start: ${state.message}`);
      if (!(await isSupervised(state)))
        throw new Error(`${name} does not start; see ${path.join(directoryOf(name), 'supervisor.log')}`);
      if (state.message !== told) progress(`${name}: ${state.message}`);
      told = state.message;
    }
    await delay(100);
  }
}
