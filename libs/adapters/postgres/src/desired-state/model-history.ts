import type { ModelHistoryLog, ModelHistoryReader } from '@slipway/ports';
import type { EventOrigin, HistoryEvent, HistoryMove, ModelStage } from '@slipway/registry';
import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';
import type { HistoryTable } from './tables.ts';

export function modelHistoryLog(db: Kysely<Schema>): ModelHistoryLog {
  return {
    record: async (team, model, moves, origin) => {
      if (moves.length > 0) await insertMoves(team, model, moves, origin, sql`true`).execute(db);
    },
    rename: async (team, from, to) => {
      await renameHistory(team, from, to, sql`true`).execute(db);
    },
  };
}

/** Adds moves of a model to its history if `condition` holds; as part of a greater statement too. */
export function insertMoves(
  team: string,
  model: string,
  moves: readonly HistoryMove[],
  { at, by, reason, change, commit }: Omit<HistoryEvent, keyof HistoryMove>,
  condition: RawBuilder<SqlBool>,
): RawBuilder<unknown> {
  return sql`
    insert into desired_state.history (team, model, kind, alias, version, stage, at, by, reason, change, commit)
    select
      ${team}, ${model}, m.kind, m.alias, m.version, m.stage,
      greatest(${at}::timestamptz, (
        select h.at + interval '1 millisecond' from desired_state.history h
        where h.team = ${team} and h.model = ${model} order by h.id desc limit 1
      )),
      ${by}, ${reason ?? null}, ${change ?? null}, ${commit ?? null}
    from unnest(
      ${moves.map(({ kind }) => kind)}::text[],
      ${moves.map((move) => (move.kind === 'alias' ? move.alias : null))}::text[],
      ${moves.map(({ version }) => version ?? null)}::integer[],
      ${moves.map((move) => (move.kind === 'stage' ? move.stage : null))}::text[]
    ) with ordinality as m (kind, alias, version, stage, place)
    where ${condition}
    order by m.place`;
}

/** Gives the history of a model to another name if `condition` holds; as part of a greater statement too. */
export function renameHistory(
  team: string,
  from: string,
  to: string,
  condition: RawBuilder<SqlBool>,
): RawBuilder<unknown> {
  return sql`
    update desired_state.history set model = ${to} where team = ${team} and model = ${from} and ${condition}`;
}

/** The commit of a change is looked up in the change log: when the event was recorded there was none yet. */
const eventColumns = [
  'h.id',
  'h.kind',
  'h.alias',
  'h.version',
  'h.stage',
  'h.at',
  'h.by',
  'h.reason',
  'h.change',
] as const;

export function modelHistoryReader(db: Kysely<Schema>): ModelHistoryReader {
  const events = (team: string, model: string) =>
    db
      .selectFrom('desired_state.history as h')
      .leftJoin('changes.change as c', 'c.id', 'h.change')
      .select([...eventColumns, sql<string | null>`coalesce(h.commit, c.commit)`.as('commit')])
      .where('h.team', '=', team)
      .where('h.model', '=', model);
  return {
    aliasEventsAt: async (team, model, time) => {
      const rows = await events(team, model)
        .distinctOn('h.alias')
        .where('h.kind', '=', 'alias')
        .where('h.at', '<=', time)
        .orderBy('h.alias')
        .orderBy('h.at', 'desc')
        .orderBy('h.id', 'desc')
        .execute();
      return rows.map(toEvent);
    },
    listHistory: async (team, model, { after, limit }) => {
      const rows = await events(team, model)
        .$if(after !== undefined, (query) => query.where('h.id', '<', after ?? 0))
        .orderBy('h.id', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ id: row.id, ...toEvent(row) }));
    },
  };
}

function toEvent(row: Omit<HistoryTable, 'id' | 'team' | 'model'>): HistoryEvent {
  const origin: EventOrigin & { readonly at: Date } = {
    at: row.at,
    by: row.by,
    reason: row.reason ?? undefined,
    change: row.change ?? undefined,
    commit: row.commit ?? undefined,
  };
  if (row.kind === 'alias')
    return { kind: 'alias', alias: row.alias ?? '', version: row.version ?? undefined, ...origin };
  return { kind: 'stage', version: row.version ?? 0, stage: row.stage as ModelStage, ...origin };
}
