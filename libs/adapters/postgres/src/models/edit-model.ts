import type { Change } from '@slipway/changes';
import type { ModelStore, ModelWrite } from '@slipway/ports';
import type { Kysely } from 'kysely';
import { isUniqueViolation } from '../connection/errors.ts';
import type { Schema } from '../schema.ts';
import { editBatches, writeEdits, writeRows, type WriteRows, type WrittenEdit } from './edit-batches.ts';
import { KnownModels, type MarkedModel } from './known-models.ts';
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

/** There is no such model. */
const none: MarkedModel = { model: undefined, mark: undefined };

/** What was decided, as rows. */
interface Decided {
  readonly write: ModelWrite;
  readonly rows: WriteRows;
}

/**
 * Edits a model as this process left it or else as it is read, without a lock, and writes what follows if the model is
 * still the same; with the lock, when it is not. `onDone` hears what was written.
 */
export function editModel(db: Kysely<Schema>, onDone: (done: DoneEdit) => void): ModelStore['edit'] {
  const countSiblings = siblingCounts(db);
  const known = new KnownModels();
  const writeInBatch = editBatches(db);

  return async (team, name, { siblings: most, isNew = false, ...wanted }, decide) => {
    const siblings = most === undefined ? 0 : await countSiblings(team, most);
    const decideOn = ({ model, mark }: MarkedModel): Decided | undefined => {
      const write = decide({ model, siblings });
      return write && { write, rows: writeRows(write, mark) };
    };
    const finish = ({ write, rows }: Decided, written: WrittenEdit | undefined): boolean => {
      known.forget(team, name);
      if (!written) return false;
      const { after } = write.edit;
      if (after) known.keep(after, written, rows.bytes);
      onDone({ change: write.change, deliveries: written.deliveries });
      return true;
    };
    const save = async (decided: Decided): Promise<boolean> =>
      finish(decided, await writeInBatch(decided.rows));

    try {
      const guess = known.find(team, name) ?? (isNew ? none : undefined);
      const guessed = guess && ifDecided(() => decideOn(guess));
      if (guessed && (await save(guessed))) return true;
      const decided = decideOn(await readForEdit(db, team, name, wanted));
      if (!decided || (await save(decided))) return true;
      const locked = await db.transaction().execute(async (trx) => {
        await lockModel(trx, team, name);
        const { model } = await readForEdit(trx, team, name, wanted);
        const again = decideOn({ model, mark: undefined });
        return again && { again, written: (await writeEdits(trx, [again.rows]))[0] };
      });
      return !locked || finish(locked.again, locked.written);
    } catch (error) {
      // Another name or path of the model is that of another model.
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  };
}

/** What is decided on a state that may have passed. A refusal of that state says nothing about the next. */
function ifDecided(decide: () => Decided | undefined): Decided | undefined {
  try {
    return decide();
  } catch {
    return undefined;
  }
}
