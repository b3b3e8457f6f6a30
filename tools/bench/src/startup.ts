import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startPlatformProcess } from '@slipway/platform/process';
import { rowOf, type Benchmark } from './benchmark.ts';
import { memoryOf, type Memory } from './memory.ts';

export const startup: Benchmark = {
  name: 'startup',
  summary: 'time until the platform is ready, at the first start and later, and its memory',
  async run({ quick, progress }) {
    const rounds = quick ? 1 : 5;
    const first: number[] = [];
    const later: number[] = [];
    const memory: Memory[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      progress(`round ${String(round)} of ${String(rounds)}`);
      const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-bench-'));
      await chmod(folder, 0o755);
      try {
        for (const series of [first, later]) {
          const platform = await startPlatformProcess(path.join(folder, 'data'));
          series.push(platform.readyAfter / 1000);
          memory.push(await memoryOf(platform.child.pid ?? 0));
          await platform.stop();
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
    const seriesOf = (field: keyof Memory): number[] => memory.map((each) => each[field]);
    return {
      rows: [
        rowOf('slipway', 'ready, first start', 's', first),
        rowOf('slipway', 'ready, later start', 's', later),
        rowOf('slipway', 'memory of the Node process (RSS)', 'MiB', seriesOf('own')),
        rowOf(
          'slipway',
          'memory of all processes (sum of RSS: what is shared counts for each)',
          'MiB',
          seriesOf('resident'),
        ),
        rowOf(
          'slipway',
          'memory of all processes (sum of PSS: what is shared counts once)',
          'MiB',
          seriesOf('proportional'),
        ),
      ],
      ratios: {},
    };
  },
};
