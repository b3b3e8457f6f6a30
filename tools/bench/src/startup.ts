import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { rowOf, type Benchmark } from './benchmark.ts';
import { startPlatformProcess } from '@slipway/platform/process';

/** Resident and proportional memory of a process and all its descendants, in MiB, from /proc (Linux). */
async function memoryOf(root: number): Promise<{ own: number; all: number }> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    if (stat) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const family = new Set([root]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  const field = async (pid: number, file: string, name: string): Promise<number> =>
    Number(
      new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(
        await readFile(`/proc/${String(pid)}/${file}`, 'utf8').catch(() => ''),
      )?.[1] ?? 0,
    ) / 1024;
  // Pages that processes share (PostgreSQL's buffers) count once: the proportional set size.
  const shares = await Promise.all([...family].map((pid) => field(pid, 'smaps_rollup', 'Pss')));
  return { own: await field(root, 'status', 'VmRSS'), all: shares.reduce((sum, share) => sum + share, 0) };
}

export const startup: Benchmark = {
  name: 'startup',
  summary: 'time until the platform is ready, at the first start and later, and its memory',
  async run({ quick, progress }) {
    const rounds = quick ? 1 : 5;
    const first: number[] = [];
    const later: number[] = [];
    const own: number[] = [];
    const all: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      progress(`round ${String(round)} of ${String(rounds)}`);
      const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-bench-'));
      await chmod(folder, 0o755);
      const data = path.join(folder, 'data');
      try {
        for (const series of [first, later]) {
          const platform = await startPlatformProcess(data);
          series.push(platform.readyAfter / 1000);
          const memory = await memoryOf(platform.child.pid ?? 0);
          if (series === later) {
            own.push(memory.own);
            all.push(memory.all);
          }
          await platform.stop();
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
    return {
      rows: [
        rowOf('slipway', 'ready, first start', 's', first),
        rowOf('slipway', 'ready, later start', 's', later),
        rowOf('slipway', 'memory of the Node process (RSS)', 'MiB', own),
        rowOf('slipway', 'memory of all processes (PSS)', 'MiB', all),
      ],
      ratios: {},
    };
  },
};
