import path from 'node:path';
import { percentile, rowOf, type Row } from '../benchmark.ts';
import { putTrials } from './trial-load.ts';
import { startTuningService, team } from './tuning-service.ts';

const workers = 64;
const gets = 500;

export interface BigStudyOptions {
  readonly root: string;
  readonly trials: number;
  readonly progress: (line: string) => void;
}

/** A study of very many trials: memory of the service, time to show the study, and to go on with it after a restart. */
export async function bigStudy(
  options: BigStudyOptions,
): Promise<{ readonly rows: Row[]; readonly ratios: Record<string, number> }> {
  const { root, trials, progress } = options;
  const data = path.join(root, 'big-study');
  const what = `${trials.toLocaleString('en-US')} trials`;
  progress(`slipway: a study of ${what}`);
  const first = await startTuningService(data);
  let filled: number;
  let resident: number;
  try {
    await first.createStudy('big', 'random');
    const load = { url: first.url, token: first.token, team, study: 'big', workers };
    const result = await putTrials({ ...load, trials });
    filled = result.trials / result.seconds;
    resident = await first.memory();
  } finally {
    await first.stop();
  }
  progress('slipway: the study after a restart');
  const second = await startTuningService(data);
  try {
    const began = performance.now();
    await putTrials({ url: second.url, token: second.token, team, study: 'big', workers: 1, trials: 1 });
    const reopened = (performance.now() - began) / 1000;
    const times: number[] = [];
    for (let index = 0; index < gets; index += 1) {
      const start = performance.now();
      const { counts } = await second.getStudy('big');
      times.push(performance.now() - start);
      if (counts.complete < trials) throw new Error(`${String(counts.complete)} of ${what} are complete`);
    }
    const after = await second.memory();
    const p99 = percentile(times, 0.99);
    return {
      rows: [
        rowOf('slipway', `filling a study with ${what}`, 'trials/s', [filled]),
        rowOf('slipway', `memory with ${what} (RSS)`, 'MiB', [resident]),
        rowOf('slipway', `memory with ${what}, after a restart (RSS)`, 'MiB', [after]),
        rowOf('slipway', `the next trial after a restart, ${what}`, 's', [reopened]),
        rowOf('slipway', `GET study of ${what}, p99`, 'ms', [p99]),
      ],
      ratios: {
        [`memory with ${what}: of the goal (400 MiB)`]: Math.max(resident, after) / 400,
        [`GET study of ${what}: p99 of the goal (50 ms)`]: p99 / 50,
      },
    };
  } finally {
    await second.stop();
  }
}
