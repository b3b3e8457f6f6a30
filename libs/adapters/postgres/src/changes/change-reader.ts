import type { ChangeReader } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { changeColumns, toLoggedChange } from './logged-change.ts';

export function changeReader(db: Kysely<Schema>): ChangeReader {
  return {
    find: async (id) => {
      const row = await db
        .selectFrom('changes.change')
        .select([...changeColumns, 'state', 'commit', 'rejection', 'settled_at'])
        .where('id', '=', id)
        .executeTakeFirst();
      return (
        row && {
          change: toLoggedChange(row),
          record: {
            id: row.id,
            state: row.state,
            commit: row.commit ?? undefined,
            reason: row.rejection ?? undefined,
          },
          settledAt: row.settled_at ?? undefined,
        }
      );
    },

    written: async (repository, commits) => {
      const { rows } = await sql<{ readonly commit: string }>`
        select asked.commit
        from unnest(
          ${commits.map(({ change }) => change)}::text[], ${commits.map(({ commit }) => commit)}::text[]
        ) as asked (change, commit)
        join changes.change on change.id = asked.change
        where change.repository = ${repository} and (change.state = 'accepted' or change.commit = asked.commit)`.execute(
        db,
      );
      return new Set(rows.map(({ commit }) => commit));
    },
  };
}
