import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openDatabase, startEmbeddedPostgres } from '@slipway/postgres';
import { createLogger } from '@slipway/telemetry';
import { percentile, rowOf, type Benchmark, type Row } from './benchmark.ts';
import { peakOf } from './memory.ts';
import { sendDeliveries } from './webhooks/load.ts';
import { startOctokitReceiver, startSlipwayReceiver, type Receiver } from './webhooks/receivers.ts';

const senders = 32;

/** Deliveries of webhooks a second, each durable when it is acknowledged, beside the peer's middleware in memory. */
export const webhooks: Benchmark = {
  name: 'webhooks',
  summary:
    'deliveries of GitHub webhooks a second, durable, beside the middleware of @octokit/webhooks in memory',
  async run({ quick, progress }) {
    const rounds = quick ? 1 : 3;
    const deliveries = quick ? 1_000 : 20_000;
    const figures = new Map<string, Figures>();
    for (let round = 1; round <= rounds; round += 1) {
      // In turns, so that whatever else the machine does hits both alike.
      for (const measure of [ofSlipway, ofOctokit]) {
        progress(
          `round ${String(round)} of ${String(rounds)}: ${measure === ofSlipway ? 'slipway' : 'octokit'}`,
        );
        await measure({ deliveries, warmUp: deliveries / 10, seed: round, senders }, figures);
      }
    }
    const rateOf = (name: string): number => rowOf('', '', '', figures.get(name)?.rates ?? []).median;
    return {
      rows: [...figures].flatMap(([name, each]) => rowsOf(name, each)),
      ratios: { 'deliveries/s of slipway / of octokit': rateOf('slipway') / rateOf('octokit') },
    };
  },
};

interface Load {
  readonly deliveries: number;
  readonly warmUp: number;
  readonly seed: number;
  readonly senders: number;
}

interface Figures {
  readonly rates: number[];
  readonly medians: number[];
  readonly latencies: number[];
  readonly peaks: number[];
}

async function ofOctokit(load: Load, figures: Map<string, Figures>): Promise<void> {
  const receiver = await startOctokitReceiver();
  try {
    await measured(receiver, load, figures);
  } finally {
    await receiver.stop();
  }
}

async function ofSlipway(load: Load, figures: Map<string, Figures>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-bench-'));
  await chmod(folder, 0o755);
  const logger = createLogger({ level: 'error' });
  const postgres = await startEmbeddedPostgres({ directory: path.join(folder, 'postgres'), logger });
  try {
    const receiver = await startSlipwayReceiver(folder, postgres.url);
    try {
      await checkKept(postgres.url, await measured(receiver, load, figures));
    } finally {
      await receiver.stop();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns the ids that were acknowledged. */
async function measured(
  receiver: Receiver,
  load: Load,
  figures: Map<string, Figures>,
): Promise<readonly string[]> {
  const { seconds, answers, ids } = await sendDeliveries({ ...load, url: receiver.url });
  const own = figures.get(receiver.name) ?? { rates: [], medians: [], latencies: [], peaks: [] };
  figures.set(receiver.name, own);
  own.rates.push(answers.length / seconds);
  own.medians.push(percentile(answers, 0.5));
  own.latencies.push(percentile(answers, 0.99));
  own.peaks.push(await peakOf(receiver.pid));
  return ids;
}

async function checkKept(databaseUrl: string, ids: readonly string[]): Promise<void> {
  const database = await openDatabase({ url: databaseUrl, maxConnections: 2 });
  try {
    const { size } = await database.deliveryLedger.known(ids);
    if (size !== ids.length)
      throw new Error(`${String(ids.length)} were acknowledged, ${String(size)} are kept`);
  } finally {
    await database.close();
  }
}

function rowsOf(name: string, { rates, medians, latencies, peaks }: Figures): readonly Row[] {
  const what = `${String(senders)} at a time`;
  return [
    rowOf(name, `deliveries, ${what}`, '1/s', rates),
    rowOf(name, `median answer, ${what}`, 'ms', medians),
    rowOf(name, `p99 answer, ${what}`, 'ms', latencies),
    rowOf(name, 'largest memory of its process (RSS)', 'MiB', peaks),
  ];
}
