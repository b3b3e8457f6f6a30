import { SlipwayCluster, SlipwayPlatform, type Reconciler } from '@slipway/cluster-conformance/testing';
import { temporaryDirectory, until } from '@slipway/testing';
import { percentile, rowOf, type BenchmarkOptions, type Row } from '../benchmark.ts';

/** In milliseconds, one value for each run. */
interface Delivery {
  readonly applied: number[];
  readonly started: number[];
}

/** Runs of one after the other; the quota of the team is 20 at a time. */
const runs = 20;
/** Of a reconciler that polls: each may take its whole interval. */
const polledRuns = 3;
/** Longer than any interval of polling. */
const patience = 300_000;

/**
 * Jobs one after the other on a real cluster, by Slipway's real processes: from the push of a run's commit to its Job on the
 * API server, and from `slipway apply` to its running container. Beside it the same reconciler that nobody tells of pushes.
 */
export async function measureDelivery({ quick, progress }: BenchmarkOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const ways: readonly { readonly reconciler: Reconciler; readonly wake: boolean }[] = [
    { reconciler: 'flux', wake: true },
    { reconciler: 'flux', wake: false },
    { reconciler: 'argocd', wake: true },
    { reconciler: 'argocd', wake: false },
  ];
  for (const { reconciler, wake } of ways) {
    const name = wake ? `slipway with ${reconciler}` : `${reconciler}, by its own polling`;
    progress(name);
    const { applied, started } = await deliver(reconciler, wake, quick || !wake ? polledRuns : runs);
    rows.push(
      rowOf(name, 'push → object applied, p50', 's', [percentile(applied, 0.5) / 1000]),
      rowOf(name, 'push → object applied, p99', 's', [percentile(applied, 0.99) / 1000]),
      rowOf(name, 'apply → pod started, p50', 's', [percentile(started, 0.5) / 1000]),
      rowOf(name, 'apply → pod started, p99', 's', [percentile(started, 0.99) / 1000]),
    );
  }
  return rows;
}

async function deliver(reconciler: Reconciler, wake: boolean, count: number): Promise<Delivery> {
  const delivery: Delivery = { applied: [], started: [] };
  await using directory = await temporaryDirectory();
  const platform = await SlipwayPlatform.start(directory.path);
  try {
    const slipway = await SlipwayCluster.start(platform, 'bench', reconciler, directory.path, { wake });
    try {
      for (let run = 0; run < count; run += 1) await deliverOne(slipway, `bench-${String(run)}`, delivery);
    } finally {
      await slipway.stop();
    }
  } finally {
    await platform.stop();
  }
  return delivery;
}

/** One run until its container runs. Nothing else is pushed meanwhile: it sleeps on, and so do those before it. */
async function deliverOne(
  slipway: SlipwayCluster,
  name: string,
  { applied, started }: Delivery,
): Promise<void> {
  const { platform } = slipway;
  const asked = Date.now();
  const run = await platform.runJob(name, 'sleep 86400', { resources: { cpu: '10m', memory: '16Mi' } });
  await until(`${run} is applied`, async () => (await slipway.jobsOf(run)).length > 0, patience);
  const appliedAt = Date.now();
  const pushedAt = await platform.pushedAt();
  await until(`${run} has started`, async () => (await slipway.podsOf(run)).some(isRunning), patience);
  started.push(Date.now() - asked);
  if (pushedAt < asked || pushedAt > appliedAt) throw new Error(`the push of ${run} was not seen`);
  applied.push(appliedAt - pushedAt);
}

const isRunning = ({ status }: Readonly<Record<string, unknown>>): boolean =>
  (status as { readonly phase?: string } | undefined)?.phase === 'Running';
