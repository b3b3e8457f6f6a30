import type { Change } from '@slipway/changes';
import type { ModelStore, ModelWrite } from '@slipway/ports';
import { sql, type Kysely, type SqlBool } from 'kysely';
import { insertChange } from '../changes/change-log.ts';
import { isUniqueViolation } from '../connection/errors.ts';
import { insertMoves, renameHistory } from '../desired-state/model-history.ts';
import type { Schema } from '../schema.ts';
import { insertDeliveries } from '../webhooks/webhook-outbox.ts';
import { editExpressions } from './model-expressions.ts';
import { countUnsharded, lockModel, readForEdit } from './model-statements.ts';

/** What an edit has done that others wait for. */
export interface DoneEdit {
  readonly change: Change | undefined;
  readonly deliveries: number;
}

/** Milliseconds that a count of siblings is good for: the limit is far below what the folder may hold. */
const countIsGood = 250;
const countedTeams = 1_000;

/** Counts of siblings, so that filling a folder does not count it at each model. */
function siblingCounts(db: Kysely<Schema>): (team: string, most: number) => Promise<number> {
  const counts = new Map<string, { readonly at: number; readonly count: Promise<number> }>();
  return (team, most) => {
    const key = `${team} ${String(most)}`;
    const now = performance.now();
    const known = counts.get(key);
    if (known && now - known.at < countIsGood) return known.count;
    if (counts.size >= countedTeams) counts.clear();
    const count = countUnsharded(db, team, most);
    counts.set(key, { at: now, count });
    // One that failed is not to fail who comes next.
    count.catch(() => counts.delete(key));
    return count;
  };
}

/**
 * Reads a model without a lock, and writes what follows in one statement if the model is still the same; with the lock, when
 * it is not. `onDone` hears what was written.
 */
export function editModel(db: Kysely<Schema>, onDone: (done: DoneEdit) => void): ModelStore['edit'] {
  const countSiblings = siblingCounts(db);
  return async (team, name, { siblings: most, ...wanted }, decide) => {
    const siblings = most === undefined ? 0 : await countSiblings(team, most);
    const found = await readForEdit(db, team, name, wanted);
    const write = decide({ ...found, siblings });
    if (!write) return true;
    try {
      const done = (await perform(db, write, found.generation)) ?? (await performLocked());
      if (done) onDone(done);
      return done !== undefined;
    } catch (error) {
      // Another name or path of the model is that of another model.
      if (isUniqueViolation(error)) return false;
      throw error;
    }

    function performLocked(): Promise<DoneEdit | undefined> {
      return db.transaction().execute(async (trx) => {
        await lockModel(trx, team, name);
        const again = decide({ ...(await readForEdit(trx, team, name, wanted)), siblings });
        return again ? perform(trx, again, undefined) : { change: undefined, deliveries: 0 };
      });
    }
  };
}

/** Undefined when the model is not as it was, or a new one can't be: nothing was written then. */
async function perform(
  db: Kysely<Schema>,
  write: ModelWrite,
  generation: number | undefined,
): Promise<DoneEdit | undefined> {
  const { edit, moves, origin, events, change } = write;
  const { before, after } = edit;
  const isWritten = sql<SqlBool>`exists (select from model)`;
  const model = after ?? before;
  if (!model) return { change: undefined, deliveries: 0 };
  const expressions = [
    editExpressions(edit, generation),
    ...(change ? [sql`change as (${insertChange(change, isWritten)})`] : []),
    ...(before && before.name !== model.name
      ? [sql`renamed as (${renameHistory(model.team, before.name, model.name, isWritten)})`]
      : []),
    ...(moves.length > 0
      ? [sql`moves as (${insertMoves(model.team, model.name, moves, origin, isWritten)})`]
      : []),
    ...(events.length > 0 ? [sql`delivery as (${insertDeliveries(events, isWritten)} returning 1)`] : []),
  ];
  const deliveries = events.length > 0 ? sql`(select count(*)::int from delivery)` : sql`0`;
  const { rows } = await sql<{ deliveries: number }>`
    with ${sql.join(expressions)} select ${deliveries} as deliveries from model`.execute(db);
  const [row] = rows;
  return row && { change, deliveries: row.deliveries };
}
