import { setImmediate } from 'node:timers/promises';
import { UnavailableError } from '@slipway/kernel';
import type { ModelWrite } from '@slipway/ports';
import { sql, type Kysely, type SqlBool } from 'kysely';
import { changeRow, insertChanges } from '../changes/change-log.ts';
import { isConflict } from '../connection/errors.ts';
import { insertMoves, moveRows } from '../desired-state/model-history.ts';
import type { Schema } from '../schema.ts';
import { eventRow, insertDeliveries } from '../webhooks/webhook-outbox.ts';
import { editExpressions, editRows, placed, type EditRows, type ModelMark } from './model-expressions.ts';

/** An edit with all that follows from it, as rows. */
export interface WriteRows extends EditRows {
  readonly change: readonly object[];
  readonly moves: readonly object[];
  readonly events: readonly object[];
  /** Bytes that it brings into git, about what it takes in memory. */
  readonly bytes: number;
}

/** What an edit has become. */
export interface WrittenEdit extends ModelMark {
  /** Deliveries of webhooks of all edits that were written together with it. */
  readonly deliveries: number;
}

/** The rows of an edit, with the state of the model that it was made for. @throws InvalidInputError for a refused change */
export function writeRows(
  { edit, moves, origin, events, change }: ModelWrite,
  mark: ModelMark | undefined,
): WriteRows {
  const { team = '', name = '' } = edit.after ?? edit.before ?? {};
  return {
    ...editRows(edit, mark, team),
    change: change ? [changeRow(change)] : [],
    moves: moveRows(team, name, moves, origin),
    events: events.map(eventRow),
    bytes: change?.operations.reduce((sum, operation) => sum + sizeOf(operation), 0) ?? 0,
  };
}

const sizeOf = (operation: { readonly path: string; readonly content?: string }): number =>
  operation.path.length + (operation.content?.length ?? 0);

/** Writes edits of different models by one statement, and answers what became of each, in their order. */
export async function writeEdits(
  db: Kysely<Schema>,
  edits: readonly WriteRows[],
): Promise<readonly (WrittenEdit | undefined)[]> {
  const isWritten = (table: string) =>
    sql<SqlBool>`exists (select from model where model.place = ${sql.ref(`${table}.place`)})`;
  const of = (part: 'change' | 'moves' | 'events') => placed(edits.map((edit) => edit[part]));
  const [changes, moves, events] = [of('change'), of('moves'), of('events')];
  const isRenamed = edits.some(({ head: { former, name } }) => former && name && former !== name);
  const expressions = [
    editExpressions(edits),
    ...(changes.length > 0 ? [sql`change as (${insertChanges(changes, isWritten('c'))})`] : []),
    ...(isRenamed ? [sql`renamed as (${renamedHistory})`] : []),
    ...(moves.length > 0 ? [sql`moves as (${insertMoves(moves, isWritten('m'))})`] : []),
    ...(events.length > 0
      ? [sql`delivery as (${insertDeliveries(events, isWritten('event'))} returning 1)`]
      : []),
  ];
  const deliveries = events.length > 0 ? sql`(select count(*)::integer from delivery)` : sql`0`;
  const { rows } = await sql<WrittenEdit & { readonly place: number }>`
    with ${sql.join(expressions)} select place, ref, generation, ${deliveries} as deliveries from model`.execute(
    db,
  );
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return edits.map((_, place) => byPlace.get(place));
}

const renamedHistory = sql`
  update desired_state.history h set model = edit.name
  from edit join model using (place)
  where h.team = edit.team and h.model = edit.former and edit.former <> edit.name`;

/** Bounds of one statement. */
const most = { edits: 50, bytes: 1_000_000 } as const;

/** Turns of the event loop in which those come along who were answered just now, and ask for the next. */
const turnsToCome = 2;

interface Waiting {
  readonly rows: WriteRows;
  readonly resolve: (written: WrittenEdit | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes edits as they come, together with those that came while the ones before them were written: most of what a
 * statement costs, it costs once. One that fails takes no other with it.
 */
export function editBatches(db: Kysely<Schema>): (rows: WriteRows) => Promise<WrittenEdit | undefined> {
  let waiting: Waiting[] = [];
  let running = false;

  /** The oldest that fit into one statement, of each model one. */
  const take = (): readonly Waiting[] => {
    const models = new Set<string>();
    const batch: Waiting[] = [];
    let bytes = 0;
    waiting = waiting.filter((one) => {
      const { team, former, name } = one.rows.head;
      const key = JSON.stringify([team, former ?? name]);
      const fits = batch.length < most.edits && (batch.length === 0 || bytes + one.rows.bytes <= most.bytes);
      if (!fits || models.has(key)) return true;
      models.add(key);
      bytes += one.rows.bytes;
      batch.push(one);
      return false;
    });
    return batch;
  };

  const writeAlone = async ({ rows, resolve, reject }: Waiting): Promise<void> => {
    await writeEdits(db, [rows]).then(([written]) => {
      resolve(written);
    }, reject);
  };

  const writeAll = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const written = await writeEdits(
        db,
        batch.map(({ rows }) => rows),
      );
      for (const [index, { resolve }] of batch.entries()) resolve(written[index]);
    } catch (error) {
      if (error instanceof UnavailableError && !isConflict(error)) {
        // What became of it is not known, so that nothing is tried again; and who waits would wait for the same.
        for (const { reject } of [...batch, ...waiting.splice(0)]) reject(error);
      } else if (batch.length === 1) batch[0]?.reject(error);
      else for (const one of batch) await writeAlone(one);
    }
  };

  const run = async (): Promise<void> => {
    running = true;
    while (waiting.length > 0) {
      for (let turn = 0; turn < turnsToCome; turn += 1) await setImmediate();
      await writeAll(take());
    }
    running = false;
  };

  return (rows) =>
    new Promise((resolve, reject) => {
      waiting.push({ rows, resolve, reject });
      if (!running) void run();
    });
}
