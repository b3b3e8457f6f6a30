import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Benchmark, Row } from './benchmark.ts';
import { askLatency } from './tuning/ask-latency.ts';
import { bigStudy } from './tuning/big-study.ts';
import { optunaEnvironment } from './tuning/optuna-environment.ts';
import { playQuality } from './tuning/quality.ts';
import { qualityFigures, stoppingFigures } from './tuning/quality-figures.ts';
import { playStopping } from './tuning/stopping.ts';
import { throughput } from './tuning/throughput.ts';

const sizes = {
  whole: {
    seeds: 20,
    trials: 200,
    problems: undefined,
    stoppingSeeds: 20,
    stoppingTrials: 20,
    seconds: 10,
    rounds: 3,
    bigStudy: 100_000,
  },
  quick: {
    seeds: 1,
    trials: 25,
    problems: ['tabular-car', 'bbob-f5-5d', 'nested-pipeline'],
    stoppingSeeds: 1,
    stoppingTrials: 5,
    seconds: 1,
    rounds: 1,
    bigStudy: 1_000,
  },
};

/** Samplers of Optuna. */
const peers = ['tpe', 'gp', 'random'];

interface Figures {
  readonly rows: readonly Row[];
  readonly ratios: Readonly<Record<string, number>>;
}

export const tuning: Benchmark = {
  name: 'tuning',
  summary: "quality and speed of tuning beside Optuna's; parts: quality, stopping, timings",
  parts: ['quality', 'stopping', 'timings'],
  async run({ quick, progress, only }) {
    const size = quick ? sizes.quick : sizes.whole;
    const isWanted = (part: string): boolean => only === undefined || only === part;
    const python = await optunaEnvironment(progress);
    const figures: Figures[] = [];
    if (isWanted('quality')) {
      const { seeds, trials, problems } = size;
      const options = { python, seeds, peers, trials, progress, ...(problems && { problems }) };
      figures.push(qualityFigures(await playQuality(['auto', 'tpe'], options), trials));
    }
    if (isWanted('stopping')) {
      const plays = await playStopping(python, size.stoppingSeeds, size.stoppingTrials, progress);
      figures.push(stoppingFigures(plays, size.stoppingTrials));
    }
    if (isWanted('timings')) figures.push(...(await timings(size, python, progress)));
    return {
      rows: figures.flatMap(({ rows }) => rows),
      ratios: Object.assign({}, ...figures.map(({ ratios }) => ratios)) as Record<string, number>,
    };
  },
};

async function timings(
  size: (typeof sizes)[keyof typeof sizes],
  python: string,
  progress: (line: string) => void,
): Promise<readonly Figures[]> {
  progress('slipway: times of asks');
  const asks = askLatency();
  const root = await mkdtemp(path.join(os.tmpdir(), 'slipway-bench-'));
  await chmod(root, 0o755);
  try {
    const { seconds, rounds } = size;
    return [
      asks,
      await throughput({ root, python, seconds, rounds, progress }),
      await bigStudy({ root, trials: size.bigStudy, progress }),
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
