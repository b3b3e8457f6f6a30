import type { ModelTransaction, WantedVersions } from '@slipway/ports';
import type { ModelEdit } from '@slipway/registry';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import type { MarkedModel } from './known-models.ts';
import { editExpressions, editRows, type ModelMark } from './model-expressions.ts';
import { toModel, toVersion, type ModelRow, type VersionRow } from './model-rows.ts';
import { wantedVersions } from './read-files.ts';

type ModelStatements = Pick<ModelTransaction, 'open' | 'countUnsharded' | 'save'>;

/** Writes of registered models within a transaction. */
export function modelStatements(db: Kysely<Schema>): ModelStatements {
  return {
    open: async (team, name, wanted) => {
      if (!(await lockModel(db, team, name))) return undefined;
      return (await readForEdit(db, team, name, wanted)).model;
    },

    countUnsharded: (team, most) => countUnsharded(db, team, most),

    save: async (edit) => {
      if (!edit.before && !edit.after) return true;
      if (edit.before && edit.after && (await isTaken(db, edit))) return false;
      const { team = '' } = edit.after ?? edit.before ?? {};
      const { rows } = await sql`
        with ${editExpressions([editRows(edit, undefined, team)])} select from model`.execute(db);
      return rows.length > 0 || !edit.after;
    },
  };
}

/** False when there is no such model. */
export async function lockModel(db: Kysely<Schema>, team: string, name: string): Promise<boolean> {
  const { rows } = await sql`
    select from models.model where team = ${team} and name = ${name} for update`.execute(db);
  return rows.length > 0;
}

/** As one statement sees it; the mark tells whether it is still so. */
export async function readForEdit(
  db: Kysely<Schema>,
  team: string,
  name: string,
  wanted: WantedVersions,
): Promise<MarkedModel> {
  const { rows } = await sql<{
    model: ModelRow & ModelMark;
    versions: VersionRow[] | null;
  }>`
    select to_json(model) as model, (${wantedVersions(wanted)}) as versions
    from models.model where team = ${team} and name = ${name}`.execute(db);
  const [row] = rows;
  if (!row) return { model: undefined, mark: undefined };
  const versions = row.versions?.map(toVersion) ?? [];
  const { ref, generation } = row.model;
  return { model: { ...toModel(row.model), versions }, mark: { ref, generation } };
}

/** Models of a team that lie in the team's own folder, counted up to `most`. */
export async function countUnsharded(db: Kysely<Schema>, team: string, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count
    from (select from models.model where team = ${team} and not is_sharded limit ${most}) as unsharded`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

/** Another model has the name, or lies at the path. */
async function isTaken(db: Kysely<Schema>, { before, after }: ModelEdit): Promise<boolean> {
  if (before?.name === after?.name && before?.path === after?.path) return false;
  const { rows } = await sql`
    select from models.model
    where ((team = ${after?.team} and name = ${after?.name}) or path = ${after?.path})
      and not (team = ${before?.team} and name = ${before?.name})
    limit 1`.execute(db);
  return rows.length > 0;
}
