import type { Benchmark, BenchmarkOptions, Row } from './benchmark.ts';
import { measureAgent } from './cluster/agent-lag.ts';
import { measureDelivery } from './cluster/delivery.ts';
import { measureMemory, measureUp } from './cluster/several-clusters.ts';

const parts: Readonly<Record<string, (options: BenchmarkOptions) => Promise<readonly Row[]>>> = {
  agent: measureAgent,
  delivery: measureDelivery,
  memory: measureMemory,
  up: measureUp,
};

/** Slipway on real control planes of Kubernetes, made by devcluster. */
export const cluster: Benchmark = {
  name: 'cluster',
  summary:
    'real control planes: lag and memory of the agent, delivery with Flux and Argo CD, start and memory',
  parts: Object.keys(parts),
  async run(options) {
    const rows: Row[] = [];
    for (const [name, measure] of Object.entries(parts)) {
      if (options.only !== undefined && options.only !== name) continue;
      options.progress(name);
      rows.push(...(await measure(options)));
    }
    return { rows, ratios: {} };
  },
};
