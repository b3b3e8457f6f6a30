import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ClusterRequest } from './commands/command-line.ts';
import { directoryOf, writeState, type InstanceState } from './commands/instance.ts';
import { startDevCluster } from './dev-cluster.ts';

// The process in the background that a cluster lives by: started by `up` with the cluster's name, ended by `down`.
const [name = ''] = process.argv.slice(2);
const directory = directoryOf(name);
const request = JSON.parse(await readFile(path.join(directory, 'request.json'), 'utf8')) as ClusterRequest;
const tell = (state: Omit<InstanceState, 'pid' | 'request'>): Promise<void> =>
  writeState({ pid: process.pid, request, ...state });

let telling = tell({ phase: 'starting', message: 'starts' });
try {
  const cluster = await startDevCluster({
    ...request,
    directory,
    progress(line) {
      console.log(line);
      telling = telling.then(() => tell({ phase: 'starting', message: line }));
    },
  });
  await telling;
  const stop = (): void => {
    void cluster.stop().finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  await tell({
    phase: 'running',
    message: 'runs',
    server: cluster.server,
    kubeconfig: cluster.kubeconfig,
    components: cluster.components.map((component) => ({ name: component.name, log: component.log })),
  });
} catch (error) {
  await telling;
  await tell({ phase: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
