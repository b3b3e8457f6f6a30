import type { FollowedEnvironment } from '@slipway/ports';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

export function followedEnvironment(db: Kysely<Schema>): FollowedEnvironment {
  return {
    position: async (repository) => {
      const row = await db
        .selectFrom('scheduler.followed_environment')
        .select('commit')
        .where('repository', '=', repository)
        .executeTakeFirst();
      return row?.commit;
    },
    move: async (repository, to) => {
      await db
        .insertInto('scheduler.followed_environment')
        .values({ repository, commit: to })
        .onConflict((on) => on.column('repository').doUpdateSet({ commit: to }))
        .execute();
    },
  };
}
