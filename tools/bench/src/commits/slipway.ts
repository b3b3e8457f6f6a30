import type { Change } from '@slipway/changes';
import { SignalTopic } from '@slipway/ports';
import { percentile } from '../benchmark.ts';
import { checkRepository } from './git.ts';
import { repository, type Stage } from './stage.ts';

const writers = 100;

/** Milliseconds after which a measurement counts as stuck. */
const patience = 300_000;

export interface Measured {
  readonly commitsPerSecond: number;
  /** Milliseconds from accepting a change to recording that it is pushed, for each. */
  readonly latencies: readonly number[];
}

/** Many writers append while the committer drains: from the first append to the last outcome. */
export async function underLoad(stage: Stage, changes: readonly Change[]): Promise<Measured> {
  const stop = await stage.startCommitter();
  const settled = await settledWatch(stage);
  const began = Date.now();
  await appendAll(stage, changes);
  await settled.all();
  await stop();
  return measured(stage, changes, began);
}

/** The committer's own speed: everything is in the log when it starts. */
export async function fullLog(stage: Stage, changes: readonly Change[]): Promise<Measured> {
  await appendAll(stage, changes);
  const settled = await settledWatch(stage);
  const began = Date.now();
  const stop = await stage.startCommitter();
  await settled.all();
  await stop();
  return measured(stage, changes, began);
}

/** Each change alone: the next one is appended when the one before has its outcome. */
export async function oneByOne(stage: Stage, changes: readonly Change[]): Promise<Measured> {
  const stop = await stage.startCommitter();
  const settled = await settledWatch(stage);
  const began = Date.now();
  for (const change of changes) {
    await stage.database.appendChange(change);
    await settled.all();
  }
  await stop();
  return measured(stage, changes, began);
}

/** Appends from many writers at once, each change in a transaction of its own. */
export async function appendAll({ database }: Stage, changes: readonly Change[]): Promise<void> {
  const rest = changes.values();
  const write = async (): Promise<void> => {
    for (const change of rest) await database.appendChange(change);
  };
  await Promise.all(Array.from({ length: writers }, write));
}

/** Hears of outcomes as a service does, instead of burdening the database with questions. */
async function settledWatch({ database }: Stage): Promise<{ all(): Promise<void> }> {
  let onSettled = (): void => undefined;
  await database.signals.subscribe(SignalTopic.ChangesSettled, () => {
    onSettled();
  });
  return {
    all: async () => {
      const deadline = Date.now() + patience;
      for (;;) {
        const next = new Promise<void>((resolve) => (onSettled = resolve));
        if ((await database.changeQueue.pending(repository, 1, 1)).length === 0) return;
        const stuck = AbortSignal.timeout(Math.max(0, deadline - Date.now()));
        await Promise.race([
          next,
          new Promise((resolve) => {
            stuck.addEventListener('abort', resolve);
          }),
        ]);
        if (stuck.aborted)
          throw new Error(`changes are without an outcome after ${String(patience / 1000)} s`);
      }
    },
  };
}

/** @throws Error when a change is not in the history exactly once, or the repository is not sound. */
async function measured(
  { database, directory }: Stage,
  changes: readonly Change[],
  began: number,
): Promise<Measured> {
  const found = await Promise.all(changes.map(({ id }) => database.changeReader.find(id)));
  const latencies = found.map((each) => {
    if (each?.record.state !== 'pushed' || each.settledAt === undefined) {
      throw new Error(`a change is ${each?.record.state ?? 'lost'}: ${each?.record.reason ?? 'no reason'}`);
    }
    return each.settledAt.getTime() - each.change.acceptedAt.getTime();
  });
  const ended = Math.max(...found.map((each) => each?.settledAt?.getTime() ?? 0));
  await checkRepository(
    directory,
    changes.map(({ id }) => id),
  );
  return { commitsPerSecond: (changes.length * 1000) / (ended - began), latencies };
}

/** The value below which `share` of the latencies lie, of each measurement. */
export function latencyAt(all: readonly Measured[], share: number): number[] {
  return all.map(({ latencies }) => percentile(latencies, share));
}
