import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@slipway/ports';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { isConflict } from '../connection/errors.ts';
import type { Schema } from '../schema.ts';
import { batchWeight, pointsByKey, type InboxBatch } from './metric-inbox.ts';
import { settlingPace } from './settling-pace.ts';
import { storeSeries, type SeriesPoints } from './store-series.ts';
import { Turns } from './turns.ts';

/** Brings logged points from the inbox to their places. Every reader has those settled first that it is to see. */
export interface MetricSettler {
  /** A batch is in the inbox. Resolves when whoever logged it may go on. */
  added(batch: InboxBatch): Promise<void>;
  settleRun(team: string, id: string): Promise<void>;
  settleExperiments(refs: readonly number[]): Promise<void>;
  /** Settles what nobody reads, until the signal aborts. Any number of processes may do so. */
  keepSettled(signal: AbortSignal): Promise<void>;
}

interface InboxRow {
  readonly id: number;
  readonly run: number;
  readonly experiment: number;
  /** A list as JSON. */
  readonly keys: string;
  readonly points: Buffer;
}

/** A batch with the run that it belongs to. */
interface RunBatch extends InboxBatch {
  readonly run: number;
  readonly experiment: number;
}

/** Milliseconds that points wait for others of the same series, unless many wait: together they are one row. */
const patience = 5_000;
/** About the bounds of one transaction, which others may wait for. */
const atOnce = { batches: 500, bytes: 2_000_000, series: 1_000 } as const;
const tries = 4;

export function metricSettler(
  db: Kysely<Schema>,
  logger: Logger | undefined,
  pace = settlingPace(),
): MetricSettler {
  const events = new EventEmitter<{ many: [] }>();

  /** Settles some of the batches `i` for which the condition holds; returns how many. */
  const settle = async (condition: RawBuilder<unknown>, lock: RawBuilder<unknown>): Promise<number> => {
    for (let attempt = 1; ; attempt += 1) {
      const began = performance.now();
      try {
        const settled = await db.transaction().execute(async (trx) => {
          const { rows } = await sql<InboxRow>`
            with waiting as (
              select i.run, min(i.id) as first, max(i.series) as series
              from tracking.metric_inbox as i where ${condition} group by i.run
            ), chosen as (
              select run from (
                select run, sum(series) over (order by first) - series as before from waiting
              ) as w where before < ${atOnce.series}
            ), sized as (
              select id, sum(octet_length(points)) over (order by id) - octet_length(points) as before
              from tracking.metric_inbox where run in (select run from chosen)
            )
            delete from tracking.metric_inbox where id in (
              select id from tracking.metric_inbox
              where id in (select id from sized where before < ${atOnce.bytes})
              order by id limit ${atOnce.batches} for update ${lock}
            ) returning id, run, experiment, keys::text, points`.execute(trx);
          const batches = batchesOf(rows);
          const turns = new Turns();
          if (batches.length > 0) await storeSeries(trx, await seriesOf(batches, turns), turns);
          return batches;
        });
        const weight = settled.reduce((sum, batch) => sum + batchWeight(batch), 0);
        pace.settled(weight, performance.now() - began);
        return settled.length;
      } catch (error) {
        if (attempt === tries || !isConflict(error)) throw error;
      }
    }
  };

  /**
   * Settles all batches that are there now and for which the condition holds, and waits for those that somebody else is
   * settling. What comes meanwhile does not keep the reader waiting.
   */
  const settleAll = async (condition: RawBuilder<unknown>): Promise<void> => {
    const newest = async (last: RawBuilder<unknown>): Promise<number | null> => {
      const { rows } = await sql<{ id: number | null }>`
        select max(i.id) as id from tracking.metric_inbox as i where ${condition} and ${last}`.execute(db);
      return rows[0]?.id ?? null;
    };
    const last = await newest(sql`true`);
    if (last === null) return;
    do await settle(condition, sql``);
    while ((await newest(sql`i.id <= ${last}`)) !== null);
  };

  let settling: Promise<number> | undefined;
  /** Settles some batches of anybody; those who ask meanwhile get the same answer. */
  const settleSome = (): Promise<number> => {
    settling ??= settle(sql`true`, sql`skip locked`)
      .then((settled) => {
        // Other processes settle too: when nothing is left, nothing waits.
        if (settled === 0) pace.cleared();
        return settled;
      })
      .finally(() => {
        settling = undefined;
      });
    return settling;
  };

  /** Resolves when points have waited long enough. */
  const pause = async (signal: AbortSignal): Promise<void> => {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const many = pace.isBehind() ? Promise.resolve() : once(events, 'many', { signal: either });
    await Promise.race([many, sleep(patience, undefined, { signal: either })]).catch(() => undefined);
    over.abort();
    await many.catch(() => undefined);
  };

  return {
    added: async (batch) => {
      const wait = pace.added(batchWeight(batch));
      if (pace.isBehind()) events.emit('many');
      if (wait > 0) await sleep(wait);
      // The points are in the inbox: who logged them has succeeded, whatever becomes of others' settling.
      while (pace.isFull() && (await settleSome().catch(() => 0)) > 0);
    },

    settleRun: (team, id) => {
      const ofRun = sql`from tracking.run where team = ${team} and id = ${id}`;
      return settleAll(sql`i.experiment = (select experiment ${ofRun}) and i.run = (select ref ${ofRun})`);
    },

    settleExperiments: (refs) => settleAll(sql`i.experiment = any(${[...refs]}::bigint[])`),

    keepSettled: async (signal) => {
      const isOver = (): boolean => signal.aborted;
      while (!isOver()) {
        await pause(signal);
        try {
          for (
            let began = performance.now();
            !isOver() && (await settleSome()) > 0;
            began = performance.now()
          ) {
            // Who waits for an answer needs the processor more: half of the time is theirs, unless many points wait.
            if (pace.isBehind()) continue;
            await sleep(Math.min(performance.now() - began, patience), undefined, { signal }).catch(
              () => undefined,
            );
          }
        } catch (error) {
          logger?.warn('metrics were not settled and are tried again', { error });
        }
      }
    },
  };
}

/** In the order in which they came. Batches of a run mostly have the same keys: each list is read once. */
function batchesOf(rows: readonly InboxRow[]): readonly RunBatch[] {
  const lists = new Map<string, readonly string[]>();
  return rows
    .toSorted((left, right) => left.id - right.id)
    .map((row) => {
      const keys = lists.get(row.keys) ?? (JSON.parse(row.keys) as readonly string[]);
      lists.set(row.keys, keys);
      return { ...row, keys };
    });
}

async function seriesOf(all: readonly RunBatch[], turns: Turns): Promise<readonly SeriesPoints[]> {
  const series: SeriesPoints[] = [];
  for (const [run, batches] of Map.groupBy(all, (batch) => batch.run)) {
    const experiment = batches[0]?.experiment ?? 0;
    for (const [key, points] of await pointsByKey(batches, turns))
      series.push({ run, experiment, key, points });
  }
  return series;
}
