import { ConflictError } from '@slipway/kernel';
import { SignalTopic, type ChangeQueue, type Fence } from '@slipway/ports';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Schema } from '../schema.ts';
import { changeColumns, toLoggedChange } from './logged-change.ts';

/** `announce` is called after each transaction that settled changes of a repository. */
export function changeQueue(
  db: Kysely<Schema>,
  announce: (topic: SignalTopic, payload: string) => void,
): ChangeQueue {
  return {
    pending: async (repository, limit, maxBytes) => {
      const rows = await db
        .selectFrom('changes.change')
        .select(changeColumns)
        .where('sequence', '=', sql<number>`any(array(${fairBatch(repository, limit, maxBytes)}))`)
        .orderBy('sequence')
        .execute();
      return rows.map(toLoggedChange);
    },

    settle: async (repository, head, outcomes, fence) => {
      await db.transaction().execute(async (trx) => {
        await checkFence(trx, fence);
        await sql`
          with outcome as (
            select * from unnest(
              ${outcomes.map(({ id }) => id)}::text[],
              ${outcomes.map(({ state }) => state)}::text[],
              ${outcomes.map((outcome) => ('commit' in outcome ? outcome.commit : null))}::text[],
              ${outcomes.map((outcome) => ('reason' in outcome ? outcome.reason : null))}::text[]
            ) as o (id, state, commit, rejection)
          ), settled as (
            update changes.change c
            set state = o.state, commit = o.commit, rejection = o.rejection, settled_at = clock_timestamp()
            from outcome o
            where c.id = o.id and c.repository = ${repository} and c.state = 'accepted'
          )
          insert into changes.branch (repository, head, updated_at)
          values (${repository}, ${head}, clock_timestamp())
          on conflict (repository) do update set head = excluded.head, updated_at = excluded.updated_at`.execute(
          trx,
        );
        const heads = [head, ...outcomes.flatMap((outcome) => ('commit' in outcome ? [outcome.commit] : []))];
        await trx
          .deleteFrom('changes.prepared')
          .where('repository', '=', repository)
          .where((where) =>
            where.or([
              where('head', '=', sql<string>`any(${heads}::text[])`),
              where('prepared_at', '<', sql<Date>`clock_timestamp() - interval '1 day'`),
            ]),
          )
          .execute();
      });
      announce(SignalTopic.ChangesSettled, repository);
    },

    prepare: async (repository, head, outcomes, fence) => {
      await db.transaction().execute(async (trx) => {
        await checkFence(trx, fence);
        await trx
          .insertInto('changes.prepared')
          .values({
            repository,
            head,
            outcomes: JSON.stringify(outcomes),
            prepared_at: sql<Date>`clock_timestamp()`,
          })
          .onConflict((conflict) =>
            conflict.columns(['repository', 'head']).doUpdateSet({ outcomes: JSON.stringify(outcomes) }),
          )
          .execute();
      });
    },

    prepared: async (repository) => {
      const rows = await db
        .selectFrom('changes.prepared')
        .select(['head', 'outcomes'])
        .where('repository', '=', repository)
        .execute();
      return new Map(rows.map(({ head, outcomes }) => [head, outcomes]));
    },

    recordedHead: async (repository) => {
      const row = await db
        .selectFrom('changes.branch')
        .select('head')
        .where('repository', '=', repository)
        .executeTakeFirst();
      return row?.head;
    },

    unsettled: async (repository, ids) => {
      const rows = await db
        .selectFrom('changes.change')
        .select('id')
        .where('repository', '=', repository)
        .where('id', '=', sql<string>`any(${ids}::text[])`)
        .where('state', '=', 'accepted')
        .execute();
      return new Set(rows.map(({ id }) => id));
    },
  };
}

/** Keeps the lease's row as it is until the transaction ends. @throws ConflictError when somebody else holds the lease. */
async function checkFence(trx: Transaction<Schema>, fence: Fence | undefined): Promise<void> {
  if (!fence) return;
  const held = await trx
    .selectFrom('changes.lease')
    .select('name')
    .where('name', '=', fence.lease)
    .where('ticket', '=', fence.ticket)
    .forShare()
    .executeTakeFirst();
  if (!held) {
    throw new ConflictError('The lease has passed to another holder: nothing was recorded.', {
      details: { lease: fence.lease },
    });
  }
}

/**
 * Sequences of the next batch: the oldest of every team first, then the second oldest, and so on, while they fit. Within
 * a team the order of the log is kept. The teams are found by skipping along the index, so a long backlog of one team
 * costs no more than `limit` of its entries.
 */
const fairBatch = (repository: string, limit: number, maxBytes: number) => sql<number>`
  with recursive team as (
    (select coalesce(team, '') as name from changes.change
     where repository = ${repository} and state = 'accepted' order by coalesce(team, '') limit 1)
    union all
    select (select coalesce(c.team, '') from changes.change c
            where c.repository = ${repository} and c.state = 'accepted' and coalesce(c.team, '') > team.name
            order by coalesce(c.team, '') limit 1)
    from team where team.name is not null
  ), ranked as (
    select candidate.* from team cross join lateral (
      select c.sequence, c.bytes, row_number() over (order by c.sequence) as place
      from changes.change c
      where c.repository = ${repository} and c.state = 'accepted' and coalesce(c.team, '') = team.name
      order by c.sequence limit ${limit}
    ) candidate
    where team.name is not null
  ), batch as (
    select sequence,
      sum(bytes) over (order by place, sequence) as total,
      row_number() over (order by place, sequence) as place
    from ranked
  )
  select sequence from batch where place <= ${limit} and (total <= ${maxBytes} or place = 1)`;
