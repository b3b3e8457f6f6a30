import type { ModelHistoryLog, ModelHistoryReader } from '@slipway/ports';
import type { EventOrigin, HistoryEvent, HistoryMove, ModelStage } from '@slipway/registry';
import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';
import type { HistoryTable } from './tables.ts';

export function modelHistoryLog(db: Kysely<Schema>): ModelHistoryLog {
  return {
    record: async (team, model, moves, origin) => {
      if (moves.length > 0) await insertMoves(moveRows(team, model, moves, origin), sql`true`).execute(db);
    },
    rename: async (team, from, to) => {
      await db
        .updateTable('desired_state.history')
        .set({ model: to })
        .where('team', '=', team)
        .where('model', '=', from)
        .execute();
    },
  };
}

/** Moves of a model as rows of its history. */
export const moveRows = (
  team: string,
  model: string,
  moves: readonly HistoryMove[],
  { at, by, reason, change, commit }: Omit<HistoryEvent, keyof HistoryMove>,
): readonly object[] => moves.map((move) => ({ team, model, ...move, at, by, reason, change, commit }));

/** Adds those rows `m` for which `condition` holds to the history, as part of a greater statement or on its own. */
export function insertMoves(rows: readonly object[], condition: RawBuilder<SqlBool>): RawBuilder<unknown> {
  return sql`
    insert into desired_state.history (team, model, kind, alias, version, stage, at, by, reason, change, commit)
    select
      m.team, m.model, m.kind, m.alias, m.version, m.stage,
      greatest(m.at, (
        select h.at + interval '1 millisecond' from desired_state.history h
        where h.team = m.team and h.model = m.model order by h.id desc limit 1
      )),
      m.by, m.reason, m.change, m.commit
    from rows from (json_to_recordset(${JSON.stringify(rows)}::json) as (
      place integer, team text, model text, kind text, alias text, version integer, stage text, at timestamptz, by text,
      reason text, change text, commit text
    )) with ordinality as m (
      place, team, model, kind, alias, version, stage, at, by, reason, change, commit, ordinal
    )
    where ${condition}
    order by m.ordinal`;
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
