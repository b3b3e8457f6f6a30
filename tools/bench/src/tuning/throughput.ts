import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { startEmbeddedPostgres } from '@slipway/postgres';
import { createLogger } from '@slipway/telemetry';
import { percentile, rowOf, type Row } from '../benchmark.ts';
import { processorSeconds } from '../process-family.ts';
import { PythonLines } from './python-lines.ts';
import { putTrials } from './trial-load.ts';
import { startTuningService, team } from './tuning-service.ts';

const workers = 64;
/** Ways to spread 64 workers over processes of threads; the best one counts. */
const processesOfPeer = [1, 4, 16];

export interface ThroughputOptions {
  readonly root: string;
  readonly python: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly progress: (line: string) => void;
}

/** Trials a second that 64 workers ask for and tell at once, each durable, beside Optuna's storage on a PostgreSQL. */
export async function throughput(
  options: ThroughputOptions,
): Promise<{ readonly rows: Row[]; readonly ratios: Record<string, number> }> {
  const { root, python, seconds, rounds, progress } = options;
  const peer = await ofOptuna(path.join(root, 'optuna'), python, seconds, rounds, progress);
  const rows: Row[] = peer.rows;
  const ratios: Record<string, number> = {};
  const service = await startTuningService(path.join(root, 'throughput'));
  try {
    const load = { url: service.url, token: service.token, team, workers };
    await service.createStudy('warm-up', 'random');
    await putTrials({ ...load, study: 'warm-up', seconds });
    for (const sampler of ['random', 'tpe']) {
      const rates: number[] = [];
      const costs: number[] = [];
      const latencies: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        progress(`slipway ${sampler}: round ${String(round + 1)} of ${String(rounds)}`);
        const study = `${sampler}-${String(round)}`;
        await service.createStudy(study, sampler);
        const before = await service.processorSeconds();
        const result = await putTrials({ ...load, study, seconds });
        const used = (await service.processorSeconds()) - before;
        const { counts } = await service.getStudy(study);
        if (counts.complete !== result.trials)
          throw new Error(
            `${String(result.trials)} trials were told, ${String(counts.complete)} are complete`,
          );
        rates.push(result.trials / result.seconds);
        costs.push((used / result.trials) * 1000);
        latencies.push(percentile([...result.asks, ...result.tells], 0.99));
      }
      rows.push(rowOf('slipway', `${sampler}: ask and tell, 64 workers`, 'trials/s', rates));
      rows.push(rowOf('slipway', `${sampler}: processor time of a trial`, 'ms', costs));
      rows.push(rowOf('slipway', `${sampler}: p99 of a request, 64 at a time`, 'ms', latencies));
      const theirs = Math.max(...(peer.best.get(sampler) ?? []));
      const rate = rowOf('', '', '', rates).median;
      ratios[`${sampler}: trials/s of slipway / of optuna's best`] = rate / theirs;
      if (sampler === 'random') ratios['trials/s of the goal (500)'] = rate / 500;
    }
  } finally {
    await service.stop();
  }
  return { rows, ratios };
}

interface PeerResult {
  readonly trials: number;
  readonly seconds: number;
}

/** Optuna's RDBStorage on a PostgreSQL of the same kind, fsync on. */
async function ofOptuna(
  directory: string,
  python: string,
  seconds: number,
  rounds: number,
  progress: (line: string) => void,
): Promise<{ readonly rows: Row[]; readonly best: Map<string, number[]> }> {
  await mkdir(directory);
  const postgres = await startEmbeddedPostgres({
    directory: path.join(directory, 'postgres'),
    logger: createLogger({ level: 'error' }),
    maxConnections: 300,
  });
  const url = postgres.url.replace(/^postgres(ql)?:/, 'postgresql+psycopg:');
  const rows: Row[] = [];
  const best = new Map<string, number[]>();
  try {
    for (const sampler of ['random', 'tpe'])
      for (const processes of processesOfPeer) {
        const rates: number[] = [];
        const costs: number[] = [];
        for (let round = 0; round < rounds; round += 1) {
          progress(`optuna ${sampler}, ${String(processes)} processes: round ${String(round + 1)}`);
          const before = await processorSeconds(postgres.pid);
          const threads = String(workers / processes);
          const args = [url, sampler, String(processes), threads, String(seconds)];
          const lines = new PythonLines(python, 'optuna_storage.py', args);
          const {
            trials,
            seconds: took,
            processor,
          } = (await lines.next()) as PeerResult & {
            processor: number;
          };
          rates.push(trials / took);
          costs.push(((processor + (await processorSeconds(postgres.pid)) - before) / trials) * 1000);
        }
        const how = `${String(processes)} processes of ${String(workers / processes)} threads`;
        rows.push(rowOf('optuna', `${sampler}: ask and tell, ${how}`, 'trials/s', rates));
        rows.push(rowOf('optuna', `${sampler}: processor time of a trial, ${how}`, 'ms', costs));
        best.set(sampler, [...(best.get(sampler) ?? []), rowOf('', '', '', rates).median]);
      }
  } finally {
    await postgres.stop();
  }
  return { rows, best };
}
