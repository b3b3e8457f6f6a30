import type { FollowedRepository, FollowedRepositoryReader, RejectedChange } from '@slipway/ports';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Schema } from '../schema.ts';
import type { ProblemTable, RejectionTable } from './tables.ts';

const service = 'model-registry';

export function followedRepositoryReader(db: Kysely<Schema>): FollowedRepositoryReader {
  return {
    position: async (repository) => {
      const row = await db
        .selectFrom('desired_state.position')
        .select('commit')
        .where('repository', '=', repository)
        .executeTakeFirst();
      return row && { commit: row.commit ?? undefined };
    },
    hasModels: async () => {
      const row = await db.selectFrom('models.model').select('team').limit(1).executeTakeFirst();
      return row !== undefined;
    },
    own: async (repository, commits) => {
      const { rows } = await sql<{ readonly commit: string }>`
        select asked.commit
        from unnest(
          ${commits.map(({ change }) => change)}::text[], ${commits.map(({ commit }) => commit)}::text[]
        ) as asked (change, commit)
        join changes.change c on c.id = asked.change
        where c.repository = ${repository} and c.service <> 'platform'
          and (c.state = 'accepted' or c.commit = asked.commit)
          and c.sequence > (select foreign_through from desired_state.position where repository = ${repository})`.execute(
        db,
      );
      return new Set(rows.map(({ commit }) => commit));
    },
    problems: async () => {
      const rows = await db.selectFrom('desired_state.problem').selectAll().execute();
      return new Map(rows.map((row) => [row.path, toProblem(row)]));
    },
    rejections: async (repository, limit) => {
      const rows = await db
        .selectFrom('changes.change as c')
        .select(['c.id', 'c.team', 'c.operations', 'c.rejection', 'c.settled_at'])
        .where('c.repository', '=', repository)
        .where('c.service', '=', sql.lit(service))
        .where('c.state', '=', sql.lit('rejected'))
        .where(sql<boolean>`not exists (select from desired_state.rejection as r where r.change = c.id)`)
        .orderBy('c.sequence')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        team: row.team ?? '',
        paths: row.operations.map(({ path }) => path),
        reason: row.rejection ?? '',
        at: row.settled_at ?? new Date(0),
      }));
    },
    findProblem: async (path) => {
      const row = await db
        .selectFrom('desired_state.problem')
        .selectAll()
        .where('path', '=', path)
        .executeTakeFirst();
      return row && toProblem(row);
    },
    rejectionsOf: async (team, path, limit) => {
      const rows = await db
        .selectFrom('desired_state.rejection')
        .selectAll()
        .where('team', '=', team)
        .where('paths', '@>', sql<string[]>`array[${`${path}.yaml`}]::text[]`)
        .orderBy('at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toRejection);
    },
  };
}

export function followedRepository(db: Kysely<Schema>): FollowedRepository {
  return {
    ...followedRepositoryReader(db),
    move: async (repository, from, to) => {
      const { numUpdatedRows } = await db
        .updateTable('desired_state.position')
        .set({ commit: to ?? null })
        .where('repository', '=', repository)
        .where(sql<boolean>`commit is not distinct from ${from ?? null}`)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    startOver: async (repository, at) => {
      for (const statement of [
        // Git is read meanwhile, which may take longer than other transactions may wait between two statements.
        sql`set local idle_in_transaction_session_timeout = 0`,
        sql`lock table models.model in exclusive mode`,
        sql`delete from models.model`,
        sql`delete from desired_state.history`,
        sql`delete from desired_state.problem`,
        sql`delete from desired_state.rejection`,
        sql`
          insert into desired_state.position (repository, commit, foreign_through)
          select ${repository}, ${at ?? null}, coalesce(max(sequence), 0) from changes.change
          on conflict (repository)
          do update set commit = excluded.commit, foreign_through = excluded.foreign_through`,
        // They are told of no more: the registry has nothing of them.
        sql`
          insert into desired_state.rejection (change, team, paths, reason, at)
          select id, coalesce(team, ''), '{}', rejection, settled_at from changes.change
          where repository = ${repository} and service = ${sql.lit(service)} and state = 'rejected'`,
      ])
        await statement.execute(db);
    },
    nameAt: async (team, path) => {
      const row = await db
        .selectFrom('models.model')
        .select('name')
        .where('team', '=', team)
        .where('path', '=', path)
        .executeTakeFirst();
      return row?.name;
    },
    hasPending: async (repository, team, path) => {
      const row = await db
        .selectFrom('changes.change as c')
        .select('c.id')
        .where('c.repository', '=', repository)
        .where('c.state', '=', sql.lit('accepted'))
        .where('c.team', '=', team)
        .where(
          sql<boolean>`exists (
            select from json_array_elements(c.operations) as o
            where o ->> 'path' = ${`${path}.yaml`} or starts_with(o ->> 'path', ${`${path}/`})
          )`,
        )
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    recordedHead: async (repository) => {
      const row = await db
        .selectFrom('changes.branch')
        .select('head')
        .where('repository', '=', repository)
        .executeTakeFirst();
      return row === undefined || /^0+$/.test(row.head) ? undefined : row.head;
    },
    saveProblem: async ({ path, good, issues, ...problem }) => {
      // What was good stays so until the file is mended.
      const values = { ...problem, issues: JSON.stringify(issues) };
      await db
        .insertInto('desired_state.problem')
        .values({ ...values, path, good: good ?? null })
        .onConflict((conflict) => conflict.column('path').doUpdateSet(values))
        .execute();
    },
    clearProblems: async (paths) => {
      if (paths.length === 0) return;
      await db
        .deleteFrom('desired_state.problem')
        .where('path', '=', sql<string>`any(${paths}::text[])`)
        .execute();
    },
    saveRejection: async ({ id, ...rejection }) => {
      await db
        .insertInto('desired_state.rejection')
        .values({ change: id, ...rejection })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
  };
}

const toProblem = ({ good, ...row }: Selectable<ProblemTable>) => ({ ...row, good: good ?? undefined });

const toRejection = ({ change, ...row }: Selectable<RejectionTable>): RejectedChange => ({
  id: change,
  ...row,
});
