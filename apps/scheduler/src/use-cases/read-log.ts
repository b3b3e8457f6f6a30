import { limits } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { isFinalAttempt, isFinalRun } from '@slipway/runs';
import { wakeKeys, type SchedulerContext } from '../context.ts';
import { findRun } from './find-run.ts';

export interface LogQuery {
  readonly epoch?: number | undefined;
  readonly index: number;
  readonly offset: number;
  readonly follow: boolean;
}

/** Other replicas take in logs too and do not wake us: look again after so many milliseconds. */
const patience = 500;

/**
 * The log of an attempt of the run, of the newest unless the query names another. With `follow` it ends when the attempt
 * has ended; before the first attempt it waits for it. Holds one stored chunk in memory at a time.
 * @throws NotFoundError at once when there is no such run or attempt.
 */
export async function readLog(
  context: SchedulerContext,
  team: string,
  run: string,
  query: LogQuery,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const { attempts } = await findRun(context, team, run);
  if (query.epoch !== undefined && !attempts.some(({ epoch }) => epoch === query.epoch)) {
    throw new NotFoundError(`The run ${run} has no attempt ${String(query.epoch)}.`, {
      details: { team, run },
    });
  }
  return chunks(context, team, run, query, signal);
}

async function* chunks(
  context: SchedulerContext,
  team: string,
  run: string,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const epoch = query.epoch ?? (await newestEpoch(context, team, run, query.follow, signal));
  if (epoch === undefined) return;
  const attempt = `${run}-${String(epoch)}`;
  const watch = context.wakes.watch(wakeKeys.log(attempt));
  try {
    let { offset } = query;
    while (!signal.aborted) {
      watch.look();
      // Asked before reading, so that what was written up to the end of the attempt is read.
      const ended = await hasEnded(context, team, run, epoch);
      for (;;) {
        const { bytes, full } = await context.store.logs.read({ attempt, index: query.index }, offset);
        if (full) {
          yield Buffer.from(
            `\n[slipway: the bound of ${String(limits.logBytes)} bytes is reached, the rest is dropped]\n`,
          );
          return;
        }
        if (bytes.byteLength === 0) break;
        offset += bytes.byteLength;
        yield bytes;
      }
      if (!query.follow || ended) return;
      await watch.wait(patience, signal);
    }
  } finally {
    watch.close();
  }
}

/** Epoch of the newest attempt; with `follow` the first one is waited for while the run can still get it. */
async function newestEpoch(
  context: SchedulerContext,
  team: string,
  run: string,
  follow: boolean,
  signal: AbortSignal,
): Promise<number | undefined> {
  const watch = context.wakes.watch(wakeKeys.team(team));
  try {
    while (!signal.aborted) {
      watch.look();
      const record = await findRun(context, team, run);
      const epoch = record.attempts.at(-1)?.epoch;
      if (epoch !== undefined || !follow || isFinalRun(record.run.state)) return epoch;
      await watch.wait(patience, signal);
    }
    return undefined;
  } finally {
    watch.close();
  }
}

async function hasEnded(
  context: SchedulerContext,
  team: string,
  run: string,
  epoch: number,
): Promise<boolean> {
  const record = await findRun(context, team, run);
  const attempt = record.run.attempts.find((candidate) => candidate.epoch === epoch);
  return attempt === undefined || isFinalAttempt(attempt.state);
}
