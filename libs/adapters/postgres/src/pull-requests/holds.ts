import type { PullRequestHolds } from '@slipway/ports';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

export const pullRequestHolds = (db: Kysely<Schema>): PullRequestHolds => ({
  heldBy: async (repository, number) => {
    const row = await db
      .selectFrom('host.hold')
      .select('held_by')
      .where('repository', '=', repository)
      .where('number', '=', number)
      .executeTakeFirst();
    return row?.held_by;
  },
  hold: async (repository, number, by, at) => {
    await db
      .insertInto('host.hold')
      .values({ repository, number, held_by: by, held_at: at })
      .onConflict((on) => on.columns(['repository', 'number']).doNothing())
      .execute();
  },
  release: async (repository, number) => {
    await db
      .deleteFrom('host.hold')
      .where('repository', '=', repository)
      .where('number', '=', number)
      .execute();
  },
});
