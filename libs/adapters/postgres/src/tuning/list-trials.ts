import type { TrialOrder, TrialQuery, TrialRecord } from '@slipway/ports';
import { TrialState, type TrialComparison, type TrialField } from '@slipway/studies';
import { sql, type Expression, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';
import { toTrial } from './tuning-rows.ts';

export async function listTrials(
  db: Kysely<Schema>,
  ref: number,
  { state, where = [], order = { by: 'oldest' }, after, limit }: TrialQuery,
): Promise<readonly TrialRecord[]> {
  let query = db.selectFrom('tuning.trial').selectAll().where('study', '=', ref);
  if (state !== undefined) query = query.where('state', '=', state);
  for (const comparison of where) query = query.where(holds(comparison));
  const { key, direction } = sortKey(order);
  if (after !== undefined) {
    const beyond = sql.raw(direction === 'desc' ? '<' : '>');
    const place = sql.join(after.map((part) => sql`${part}::double precision`));
    query = query.where(sql<SqlBool>`(${sql.join(key)}) ${beyond} (${place})`);
  }
  for (const part of key) query = query.orderBy(part, direction);
  const rows = await query.limit(limit).execute();
  return rows.map(toTrial);
}

interface SortKey {
  readonly key: readonly RawBuilder<unknown>[];
  readonly direction: 'asc' | 'desc';
}

function sortKey(order: TrialOrder): SortKey {
  const number = sql`number`;
  if (order.by !== 'best') return { key: [number], direction: order.by === 'newest' ? 'desc' : 'asc' };
  const value = order.direction === 'maximize' ? sql`-"values"[1]` : sql`"values"[1]`;
  const ofComplete = (part: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`case when state = ${TrialState.Complete} then ${part} else 'Infinity' end`;
  return { key: [ofComplete(sql`violation`), ofComplete(value), number], direction: 'asc' };
}

function holds({ field, operator, value }: TrialComparison): Expression<SqlBool> {
  const compare = sql.raw(operator);
  if (typeof value === 'number') return sql`${numberOf(field)} ${compare} ${value}::double precision`;
  return sql`${jsonOf(field)}::text ${compare} ${JSON.stringify(value)}`;
}

function numberOf(field: TrialField): RawBuilder<unknown> {
  switch (field.kind) {
    case 'cost':
      return sql`cost`;
    case 'value':
      return sql`"values"[${sql.lit(field.index + 1)}]`;
    case 'constraint':
      return sql`constraints[${sql.lit(field.index + 1)}]`;
    case 'parameter':
      return sql`case when json_typeof(${jsonOf(field)}) = 'number'
        then ${jsonOf(field)}::text::double precision end`;
  }
}

/**
 * PostgreSQL keeps objects with texts that it has no place for (a NUL, half of a surrogate pair), and does not read them:
 * others take their places first.
 */
const readable = sql`case
  when parameters::text ~ ${String.raw`\\u(0000|d[89a-f])`}
  then regexp_replace(
    replace(parameters::text, ${String.raw`\u0000`}, ${String.raw`\u0001`}),
    ${String.raw`\\ud([89a-f])`}, ${String.raw`\\ue\1`}, 'g'
  )::json
  else parameters
end`;

const jsonOf = (field: TrialField): RawBuilder<unknown> =>
  field.kind === 'parameter' ? sql`((${readable}) -> ${field.name})` : sql`null::json`;
