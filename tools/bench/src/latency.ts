import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { resourceEndpoints, runEndpoints } from '@slipway/contracts';
import { startPlatformProcess } from '@slipway/platform/process';
import { percentile, rowOf, type Benchmark } from './benchmark.ts';
import { memoryOf, type Memory } from './memory.ts';

const jobText = (name: string): string => `apiVersion: slipway.dev/v1
kind: Job
metadata: { name: ${name}, team: demo }
spec:
  image: docker.io/library/busybox:1.37
  command: ["true"]
`;

export const latency: Benchmark = {
  name: 'latency',
  summary: 'apply → the process has started, one Job at a time on the local agent',
  async run({ quick, progress }) {
    const count = quick ? 5 : 100;
    const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-bench-'));
    await chmod(folder, 0o755);
    const platform = await startPlatformProcess(path.join(folder, 'data'));
    const started: number[] = [];
    const accepted: number[] = [];
    let memory: Memory;
    try {
      for (let index = 0; index < count; index += 1) {
        const began = Date.now();
        const { resources } = await platform.client.call(resourceEndpoints.apply, {
          body: { documents: [{ file: 'job.yaml', text: jobText(`latency-${String(index)}`) }] },
        });
        accepted.push(Date.now() - began);
        const run = resources[0]?.run;
        if (run === undefined) throw new Error('apply started no run');
        for await (const { data } of platform.client.events(runEndpoints.watchRuns, {
          params: { team: 'demo' },
          query: { run, follow: true },
        })) {
          // The agent's own time of the start, on the same machine and clock as ours.
          if (data.type === 'started') started.push(Date.parse(data.at) - began);
          if (data.type === 'retired') break;
        }
        if (index % 20 === 0) progress(`${String(index)} of ${String(count)}`);
      }
      memory = await memoryOf(platform.child.pid ?? 0);
    } finally {
      await platform.stop();
      await rm(folder, { recursive: true, force: true });
    }
    if (started.length !== count)
      throw new Error(`${String(count)} runs were applied and ${String(started.length)} started`);
    return {
      rows: [
        rowOf('slipway', 'apply accepted', 'ms', accepted),
        rowOf('slipway', 'apply → process started', 'ms', started),
        rowOf('slipway', 'apply → process started, p99', 'ms', [percentile(started, 0.99)]),
        rowOf('slipway', 'memory of the Node process afterwards (RSS)', 'MiB', [memory.own]),
        rowOf('slipway', 'memory of all processes afterwards (sum of RSS)', 'MiB', [memory.resident]),
      ],
      ratios: {
        'p50 of the goal (400 ms)': percentile(started, 0.5) / 400,
        'p99 of the goal (1000 ms)': percentile(started, 0.99) / 1000,
      },
    };
  },
};
