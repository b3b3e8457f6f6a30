import type { PullRequestRecord, PullRequestStore } from '@slipway/ports';
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { Schema } from '../schema.ts';
import type { PullRequestTable } from './tables.ts';

/** @param repository name of the environment repository */
export function pullRequestStore(db: Kysely<Schema>, repository: string): PullRequestStore {
  const pulls = () => db.selectFrom('host.pull_request').selectAll().where('repository', '=', repository);

  /** Of a new pull request; it also makes the repository known. */
  const nextNumber = async (tx: Transaction<Schema>): Promise<number> => {
    const { last_number: number } = await tx
      .insertInto('host.repository')
      .values({ name: repository, last_number: 1 })
      .onConflict((on) =>
        on.column('name').doUpdateSet((eb) => ({ last_number: eb('host.repository.last_number', '+', 1) })),
      )
      .returning('last_number')
      .executeTakeFirstOrThrow();
    return number;
  };

  return {
    find: async (number) => {
      const row = await pulls().where('number', '=', number).executeTakeFirst();
      return row && recordOf(row);
    },
    list: async ({ state, before, limit }) => {
      const rows = await pulls()
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'open'))
        .$if(before !== undefined, (query) => query.where('number', '<', before ?? 0))
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      return rows.map(recordOf);
    },
    countOpen: async (base) => {
      const { count } = await db
        .selectFrom('host.pull_request')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .where('repository', '=', repository)
        .where('state', '=', 'open')
        .where('base', '=', base)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    open: ({ title, body, author, base, head }, at) =>
      db.transaction().execute(async (tx) => {
        // First, so that of several who open the same at once the others find what the first has opened.
        const number = await nextNumber(tx);
        const existing = await tx
          .updateTable('host.pull_request')
          .set({ title, body })
          .where('repository', '=', repository)
          .where('base', '=', base)
          .where('head', '=', head)
          .where('state', '=', 'open')
          .returning('number')
          .executeTakeFirst();
        if (existing) {
          await tx
            .updateTable('host.repository')
            .set({ last_number: number - 1 })
            .where('name', '=', repository)
            .execute();
          return existing.number;
        }
        await tx
          .insertInto('host.pull_request')
          .values({ repository, number, title, body, author, base, head, opened_at: at })
          .execute();
        return number;
      }),
    settle: async (number, { state, head, mergeCommit, at }) => {
      await db
        .updateTable('host.pull_request')
        .set({ state, settled_head: head, merge_commit: mergeCommit ?? null, settled_at: at })
        .where('repository', '=', repository)
        .where('number', '=', number)
        .where('state', '=', 'open')
        .execute();
    },
    askForReviews: async (number, owners) => {
      await db
        .updateTable('host.pull_request')
        .set({
          reviewers: sql<string[]>`
            reviewers || array(select asked from unnest(${[...owners]}::text[]) as asked where asked <> all (reviewers))`,
        })
        .where('repository', '=', repository)
        .where('number', '=', number)
        .execute();
    },
    addReview: (number, { reviewer, verdict, body, commit, at }, outdated) =>
      db.transaction().execute(async (tx) => {
        const given = { verdict, body, commit, given_at: at };
        await tx
          .insertInto('host.review')
          .values({ repository, number, reviewer, ...given })
          .onConflict((on) => on.columns(['repository', 'number', 'reviewer']).doUpdateSet(given))
          .execute();
        await tx
          .updateTable('host.pull_request')
          .set({ reviewers: sql<string[]>`array_remove(reviewers, ${reviewer})` })
          .where('repository', '=', repository)
          .where('number', '=', number)
          .execute();
        await tx
          .deleteFrom('host.check_run')
          .where('repository', '=', repository)
          .where('commit', '=', commit)
          .where('name', '=', outdated)
          .execute();
      }),
    reviews: async (number) => {
      const rows = await db
        .selectFrom('host.review')
        .selectAll()
        .where('repository', '=', repository)
        .where('number', '=', number)
        .orderBy('given_at')
        .execute();
      return rows.map(({ reviewer, verdict, body, commit, given_at: at }) => ({
        ...{ reviewer, verdict, body, commit, at },
      }));
    },
    putComment: async (number, { key, body }, at) => {
      await db
        .insertInto('host.comment')
        .values({ repository, number, key, body, begun_at: at })
        .onConflict((on) => on.columns(['repository', 'number', 'key']).doUpdateSet({ body }))
        .execute();
    },
    comments: (number) =>
      db
        .selectFrom('host.comment')
        .select(['key', 'body'])
        .where('repository', '=', repository)
        .where('number', '=', number)
        .orderBy('begun_at')
        .orderBy('key')
        .execute(),
    putCheck: async ({ name, commit, state, title, summary, annotations, detailsUrl }, at) => {
      const said = {
        ...{ state, title, summary, reported_at: at, details_url: detailsUrl ?? null },
        annotations: JSON.stringify(annotations),
      };
      await db
        .insertInto('host.check_run')
        .values({ repository, commit, name, ...said })
        .onConflict((on) => on.columns(['repository', 'commit', 'name']).doUpdateSet(said))
        .execute();
    },
    checks: async (commits) => {
      const rows = await db
        .selectFrom('host.check_run')
        .select(['commit', 'name', 'state', 'title', 'summary', 'annotations', 'details_url'])
        .where('repository', '=', repository)
        .where('commit', '=', sql<string>`any(${[...commits]}::text[])`)
        .orderBy('commit')
        .orderBy('name')
        .execute();
      return rows.map(({ details_url: detailsUrl, ...check }) => ({
        ...check,
        ...(detailsUrl === null ? {} : { detailsUrl }),
      }));
    },
    putStatus: async ({ commit, context, state, description, url }) => {
      const said = { state, description, url: url ?? null };
      await db
        .insertInto('host.commit_status')
        .values({ repository, commit, context, ...said })
        .onConflict((on) => on.columns(['repository', 'commit', 'context']).doUpdateSet(said))
        .execute();
    },
    statuses: async (commit) => {
      const rows = await db
        .selectFrom('host.commit_status')
        .select(['commit', 'context', 'state', 'description', 'url'])
        .where('repository', '=', repository)
        .where('commit', '=', commit)
        .orderBy('context')
        .execute();
      return rows.map(({ url, ...status }) => ({ ...status, url: url ?? undefined }));
    },
    putDeployment: async ({ commit, environment, state, description, url, environmentUrl, transient }) => {
      const said = {
        ...{ state, description, url: url ?? null },
        ...{ environment_url: environmentUrl ?? null, transient: transient ?? false },
      };
      await db
        .insertInto('host.deployment')
        .values({ repository, commit, environment, ...said })
        .onConflict((on) => on.columns(['repository', 'commit', 'environment']).doUpdateSet(said))
        .execute();
    },
    deployments: async (commit) => {
      const rows = await db
        .selectFrom('host.deployment')
        .select(['commit', 'environment', 'state', 'description', 'url', 'environment_url', 'transient'])
        .where('repository', '=', repository)
        .where('commit', '=', commit)
        .orderBy('environment')
        .execute();
      return rows.map(({ url, environment_url: environmentUrl, transient, ...deployment }) => ({
        ...{ ...deployment, url: url ?? undefined },
        ...(environmentUrl === null ? {} : { environmentUrl }),
        ...(transient ? { transient } : {}),
      }));
    },
  };
}

function recordOf(row: Selectable<PullRequestTable>): PullRequestRecord {
  const { number, title, body, author, base, head, state } = row;
  return {
    ...{ number, title, body, author, base, head, state },
    openedAt: row.opened_at,
    settledHead: row.settled_head ?? undefined,
    mergeCommit: row.merge_commit ?? undefined,
    reviewers: row.reviewers,
  };
}
