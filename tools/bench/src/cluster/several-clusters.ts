import path from 'node:path';
import { SlipwayCluster, SlipwayPlatform, type Reconciler } from '@slipway/cluster-conformance/testing';
import { startDevCluster, type DevCluster } from '@slipway/devcluster';
import { temporaryDirectory } from '@slipway/testing';
import { rowOf, type BenchmarkOptions, type Row } from '../benchmark.ts';
import { memoryOf } from '../memory.ts';

/** From nothing but the built programs to clusters with both reconcilers that are ready: one, and three side by side. */
export async function measureUp({ quick, progress }: BenchmarkOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const count of quick ? [1] : [1, 3]) {
    progress(`${String(count)} at once`);
    await using directory = await temporaryDirectory();
    const begun = performance.now();
    const starts = await Promise.allSettled(
      Array.from({ length: count }, (_, index) =>
        startDevCluster({
          name: `bench-${String(index)}`,
          directory: path.join(directory.path, String(index)),
          reconcilers: ['flux', 'argocd'],
        }),
      ),
    );
    const seconds = (performance.now() - begun) / 1000;
    const up = starts.flatMap((start): DevCluster[] => (start.status === 'fulfilled' ? [start.value] : []));
    await Promise.all(up.map((cluster) => cluster.stop()));
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
    const what = count === 1 ? 'one control plane' : `${String(count)} control planes side by side`;
    rows.push(rowOf('devcluster', `warm start, ${what} with Flux and Argo CD`, 's', [seconds]));
  }
  return rows;
}

/** Control planes that Slipway's commits are reconciled onto, with the platform and all agents. */
export async function measureMemory({ quick, progress }: BenchmarkOptions): Promise<readonly Row[]> {
  const reconcilers: readonly Reconciler[] = quick ? ['flux'] : ['flux', 'argocd', 'flux'];
  await using directory = await temporaryDirectory();
  const platform = await SlipwayPlatform.start(directory.path);
  const clusters: SlipwayCluster[] = [];
  try {
    for (const [index, reconciler] of reconcilers.entries()) {
      progress(`control plane ${String(index + 1)} of ${String(reconcilers.length)}, with ${reconciler}`);
      clusters.push(
        await SlipwayCluster.start(platform, `bench-${String(index)}`, reconciler, directory.path),
      );
    }
    const { own, resident, proportional } = await memoryOf(process.pid);
    const name = `${String(reconcilers.length)} control planes, platform and agents`;
    return [
      rowOf(name, 'memory (sum of RSS: what is shared counts for each)', 'MiB', [resident - own]),
      rowOf(name, 'memory (sum of PSS, the benchmark itself included)', 'MiB', [proportional]),
    ];
  } finally {
    await Promise.all(clusters.map((cluster) => cluster.stop()));
    await platform.stop();
  }
}
