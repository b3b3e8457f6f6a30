import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { residentOf } from '../memory.ts';
import { processorSeconds } from '../process-family.ts';
import type { System } from './system.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

/** `slipway serve` of one service on data of its own, as a user starts it: with its own PostgreSQL, fsync on. */
export async function startSlipway(data: string, service = 'model-registry'): Promise<System> {
  const server = spawn(
    process.execPath,
    [
      ...['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'],
      ...[path.join(root, 'apps/cli/src/main.ts'), 'serve', service],
      ...['--port', '0', '--data', data, '--log-level', 'error'],
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => {
    server.once('close', () => {
      resolve();
    });
  });
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stderr }).on('line', (line) => {
      if (said.length < 100) said.push(line);
      const ready = /is ready at (\S+)/.exec(line)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    void ended.then(() => {
      reject(new Error(`slipway serve ended before it was ready:\n${said.join('\n')}`));
    });
  });
  const pid = server.pid ?? 0;
  return {
    name: 'slipway',
    url,
    processorSeconds: () => processorSeconds(pid),
    memory: () => residentOf(pid),
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
