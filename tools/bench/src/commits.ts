import { chmod, mkdtemp, mkdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { percentile, rowOf, type Benchmark, type Row } from './benchmark.ts';
import { changesAsStream, checkRepository, fastImport, makeRepository, settle } from './commits/git.ts';
import {
  batchSize,
  openFastImport,
  openPackWriter,
  writerSpeed,
  type OpenWriter,
  type WriterSpeed,
} from './commits/pack-writer.ts';
import { checkPeer, withIsomorphicGit, withSimpleGit, type Peer } from './commits/peers.ts';
import { pushesOnBudget } from './commits/push-budget.ts';
import { fullLog, latencyAt, oneByOne, underLoad, type Measured } from './commits/slipway.ts';
import { copyRepository, Stage } from './commits/stage.ts';
import { makeWorkload, type Workload } from './commits/workload.ts';

const sizes = {
  whole: {
    repetitions: 3,
    files: 10_000,
    changes: 5_000,
    lone: 100,
    onBudget: 1_000,
    simpleGit: 100,
    isomorphicGit: 30,
  },
  quick: {
    repetitions: 1,
    files: 1_000,
    changes: 500,
    lone: 20,
    onBudget: 200,
    simpleGit: 10,
    isomorphicGit: 5,
  },
} as const;

/** What each measurement gets: the repository to copy, a folder of its own that it makes, and the changes. */
interface Setting {
  readonly template: string;
  readonly folder: string;
  readonly workload: Workload;
}

async function onStage<T>({ template, folder }: Setting, measure: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await Stage.open(template, folder);
  try {
    return await measure(stage);
  } finally {
    await stage.close();
  }
}

async function onCopy<T>(
  { template, folder }: Setting,
  measure: (directory: string) => Promise<T>,
): Promise<T> {
  await mkdir(folder);
  try {
    const directory = await copyRepository(template, folder);
    await settle();
    return await measure(directory);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Commits per second. */
function withFastImport(setting: Setting): Promise<number> {
  const { changes } = setting.workload;
  return onCopy(setting, async (directory) => {
    const stream = changesAsStream(changes);
    const began = performance.now();
    await fastImport(directory, stream);
    const seconds = (performance.now() - began) / 1000;
    await checkRepository(
      directory,
      changes.map(({ id }) => id),
    );
    return changes.length / seconds;
  });
}

function withWriter(setting: Setting, open: OpenWriter): Promise<WriterSpeed> {
  return onCopy(setting, (directory) => writerSpeed(open, directory, setting.workload.changes));
}

/** Commits per second. */
function withPeer(setting: Setting, peer: Peer, count: number): Promise<number> {
  const changes = setting.workload.changes.slice(0, count);
  return onCopy(setting, async (directory) => {
    const seconds = await peer(directory, path.join(setting.folder, 'clone'), changes);
    await checkPeer(directory, changes);
    return count / seconds.reduce((sum, each) => sum + each, 0);
  });
}

interface Series {
  readonly load: Measured[];
  readonly full: Measured[];
  readonly lone: Measured[];
  readonly pushes: number[];
  readonly packWriter: WriterSpeed[];
  readonly longFastImport: WriterSpeed[];
  readonly fastImport: number[];
  readonly simpleGit: number[];
  readonly isomorphicGit: number[];
}

const rates = (all: readonly { readonly commitsPerSecond: number }[]): number[] =>
  all.map(({ commitsPerSecond }) => commitsPerSecond);

function writerRows(system: string, speeds: readonly WriterSpeed[]): Row[] {
  const lone = speeds.map(({ alone }) => percentile(alone, 0.5));
  return [
    rowOf(system, `no change log, ${String(batchSize)} commits a push`, 'commits/s', rates(speeds)),
    rowOf(system, 'no change log, one commit a push, p50', 'ms', lone),
  ];
}

function rowsOf(series: Series): Row[] {
  const { load, full, lone } = series;
  return [
    rowOf('slipway', '100 writers', 'commits/s', rates(load)),
    rowOf('slipway', '100 writers, accepted → pushed, p50', 'ms', latencyAt(load, 0.5)),
    rowOf('slipway', '100 writers, accepted → pushed, p99', 'ms', latencyAt(load, 0.99)),
    rowOf('slipway', 'log full at the start', 'commits/s', rates(full)),
    rowOf('slipway', 'lone change, accepted → pushed, p50', 'ms', latencyAt(lone, 0.5)),
    rowOf('slipway', 'lone change, accepted → pushed, p99', 'ms', latencyAt(lone, 0.99)),
    rowOf('slipway', 'pushes on a budget of 6 a minute', 'pushes', series.pushes),
    rowOf('simple-git', 'commit and push each change', 'commits/s', series.simpleGit),
    rowOf('isomorphic-git', 'commit and push each change', 'commits/s', series.isomorphicGit),
    rowOf('git fast-import', 'one process, one pack', 'commits/s', series.fastImport),
    ...writerRows('slipway', series.packWriter),
    ...writerRows('git fast-import, long-lived', series.longFastImport),
  ];
}

function ratiosOf(series: Series): Record<string, number> {
  const medianOf = (values: readonly number[]): number => rowOf('', '', '', values).median;
  const load = medianOf(rates(series.load));
  return {
    'slipway with 100 writers / simple-git': load / medianOf(series.simpleGit),
    'slipway with 100 writers / isomorphic-git': load / medianOf(series.isomorphicGit),
    'slipway with 100 writers / git fast-import': load / medianOf(series.fastImport),
    'slipway from a full log / git fast-import': medianOf(rates(series.full)) / medianOf(series.fastImport),
  };
}

export const commits: Benchmark = {
  name: 'commits',
  summary:
    'changes from many writers to commits on the branch, beside simple-git, isomorphic-git and git fast-import',
  async run({ quick, progress }) {
    const size = quick ? sizes.quick : sizes.whole;
    const root = await mkdtemp(path.join(os.tmpdir(), 'slipway-bench-'));
    await chmod(root, 0o755);
    const series: Series = {
      load: [],
      full: [],
      lone: [],
      pushes: [],
      packWriter: [],
      longFastImport: [],
      fastImport: [],
      simpleGit: [],
      isomorphicGit: [],
    };
    try {
      const workload = makeWorkload(size.files, size.changes);
      const template = path.join(root, 'template.git');
      await makeRepository(template, workload);
      for (let round = 1; round <= size.repetitions; round += 1) {
        const setting = (what: string): Setting => {
          progress(`round ${String(round)} of ${String(size.repetitions)}: ${what}`);
          return { template, folder: path.join(root, 'measured'), workload };
        };
        const { changes } = workload;
        series.load.push(await onStage(setting('100 writers'), (stage) => underLoad(stage, changes)));
        series.full.push(await onStage(setting('full log'), (stage) => fullLog(stage, changes)));
        series.lone.push(
          await onStage(setting('lone changes'), (stage) => oneByOne(stage, changes.slice(0, size.lone))),
        );
        series.fastImport.push(await withFastImport(setting('git fast-import')));
        series.packWriter.push(await withWriter(setting('own packs, no change log'), openPackWriter));
        series.longFastImport.push(await withWriter(setting('long-lived git fast-import'), openFastImport));
        series.simpleGit.push(await withPeer(setting('simple-git'), withSimpleGit, size.simpleGit));
        series.isomorphicGit.push(
          await withPeer(setting('isomorphic-git'), withIsomorphicGit, size.isomorphicGit),
        );
        series.pushes.push(
          await onStage(setting('push budget'), (stage) =>
            pushesOnBudget(stage, changes.slice(0, size.onBudget)),
          ),
        );
      }
    } finally {
      await rm(root, { recursive: true, force: true });
    }
    return { rows: rowsOf(series), ratios: ratiosOf(series) };
  },
};
