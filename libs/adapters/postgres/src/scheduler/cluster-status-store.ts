import type { ClusterStatusRecord, ClusterStatusStore, SchedulerTransaction } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Requests of a session hold its row shared; the next session waits for them, and afterwards they see it. */
export function sessionStatements(db: Kysely<Schema>): Pick<SchedulerTransaction, 'holdSession'> {
  return {
    holdSession: async (cluster) => {
      const row = await db
        .selectFrom('scheduler.agent_session')
        .select('session')
        .where('cluster', '=', cluster)
        .forShare()
        .executeTakeFirst();
      return row?.session;
    },
  };
}

export function clusterStatusStore(db: Kysely<Schema>): ClusterStatusStore {
  const statuses = () =>
    db
      .selectFrom('scheduler.cluster_status')
      .select([
        'cluster',
        'status',
        'seen_at as seenAt',
        sql<number>`extract(epoch from now() - seen_at)::float8`.as('seenSecondsAgo'),
      ])
      .$castTo<ClusterStatusRecord>();
  return {
    openSession: async (cluster) => {
      const { session } = await db
        .insertInto('scheduler.agent_session')
        .values({ cluster, session: 1 })
        .onConflict((conflict) =>
          conflict.column('cluster').doUpdateSet({ session: sql`agent_session.session + 1` }),
        )
        .returning('session')
        .executeTakeFirstOrThrow();
      return session;
    },
    save: async (cluster, status) => {
      await sql`
        insert into scheduler.cluster_status (cluster, status, seen_at)
        values (${cluster}, ${JSON.stringify(status)}, now())
        on conflict (cluster) do update set status = excluded.status, seen_at = excluded.seen_at`.execute(db);
    },
    find: (cluster) => statuses().where('cluster', '=', cluster).executeTakeFirst(),
    list: ({ after, limit }) =>
      statuses()
        .$if(after !== undefined, (query) => query.where('cluster', '>', after ?? ''))
        .orderBy('cluster')
        .limit(limit)
        .execute(),
  };
}
