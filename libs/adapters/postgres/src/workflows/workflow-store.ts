import type { WorkflowStore } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import { isConflict } from '../connection/errors.ts';
import type { Schema } from '../schema.ts';
import { recordOf } from './workflow-rows.ts';
import { workflowRunStatements } from './workflow-statements.ts';

const tries = 4;

/** `announce` is called after each commit that has changed something. */
export function workflowStore(db: Kysely<Schema>, announce: () => void): WorkflowStore {
  const runs = () => db.selectFrom('workflow.run').selectAll();
  return {
    transaction: async (work) => {
      for (let attempt = 1; ; attempt += 1) {
        let changes = 0;
        try {
          const result = await db
            .transaction()
            .execute((trx) => work(workflowRunStatements(trx, () => (changes += 1))));
          if (changes > 0) announce();
          return result;
        } catch (error) {
          if (attempt === tries || !isConflict(error)) throw error;
        }
      }
    },
    find: async (team, id) => {
      const row = await runs().where('id', '=', String(id)).where('team', '=', team).executeTakeFirst();
      return row && recordOf(row);
    },
    findByKey: async (key) => {
      const row = await runs().where('key', '=', key).executeTakeFirst();
      return row && recordOf(row);
    },
    list: async (team, { repository, commit, workflow, isOnGitHub }, { after, limit }) => {
      const rows = await runs()
        .$if(team !== undefined, (query) => query.where('team', '=', team ?? ''))
        .$if(repository !== undefined, (query) => query.where('repository', '=', repository ?? ''))
        .$if(commit !== undefined, (query) => query.where('commit', '=', commit ?? ''))
        .$if(workflow !== undefined, (query) => query.where('workflow', '=', workflow ?? ''))
        .$if(isOnGitHub !== undefined, (query) => query.where('on_github', '=', isOnGitHub ?? false))
        .$if(after !== undefined, (query) => query.where('id', '<', String(after ?? 0)))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(recordOf);
    },
    newestOf: async (repository, workflow, event) => {
      const row = await runs()
        .where('repository', '=', repository)
        .where('workflow', '=', workflow)
        .where(sql<boolean>`event::jsonb @> ${JSON.stringify(event)}::jsonb`)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && recordOf(row);
    },
    waitingGroups: ({ after, limit }) =>
      db
        .selectFrom('workflow.run')
        .select(['repository', 'concurrency_group as group'])
        .where('state', 'in', ['queued', 'running'])
        .$if(after !== undefined, (query) =>
          query.where(
            sql<boolean>`(repository, concurrency_group) > (${after?.repository}, ${after?.group})`,
          ),
        )
        .groupBy(['repository', 'concurrency_group'])
        // Of one that is at work a preview may be all that is left: it has a time at which it ends.
        .having(
          sql<boolean>`
            count(*) filter (where state = 'queued') > 1
            or (
              count(*) filter (where state = 'queued') = 1
              and (count(*) = 1 or bool_or(state = 'queued' and cancel_superseded) or bool_or(due is not null))
            )`,
        )
        .orderBy('repository')
        .orderBy('concurrency_group')
        .limit(limit)
        .execute(),
    untold: async (limit, without) => {
      const rows = await runs()
        .where('on_github', '=', true)
        .whereRef('told', '<', 'version')
        .where('repository', '!=', sql<string>`all(${without}::text[])`)
        .orderBy('changed_at')
        .limit(limit)
        .execute();
      return rows.map(recordOf);
    },
    noteTold: async (id, version, told) => {
      await db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('workflow.run')
          .select('jobs')
          .where('id', '=', String(id))
          .forUpdate()
          .executeTakeFirst();
        if (!row) return;
        const jobs = row.jobs.map((job) => ({ ...job, told: told.get(job.name) ?? job.told }));
        await trx
          .updateTable('workflow.run')
          .set({ jobs: JSON.stringify(jobs), told: sql<number>`greatest(told, ${version}::integer)` })
          .where('id', '=', String(id))
          .execute();
      });
    },
    setSchedules: async (repository, schedules) => {
      await db.transaction().execute(async (trx) => {
        const kept = schedules.map(({ workflow, cron }) => `${workflow} ${cron}`);
        await trx
          .deleteFrom('workflow.schedule')
          .where('repository', '=', repository)
          .where(sql<boolean>`workflow || ' ' || cron <> all (${kept}::text[])`)
          .execute();
        for (const { workflow, cron, timeZone, due } of schedules)
          await trx
            .insertInto('workflow.schedule')
            .values({ repository, workflow, cron, time_zone: timeZone, due })
            .onConflict((on) =>
              on
                .columns(['repository', 'workflow', 'cron'])
                .doUpdateSet({ time_zone: timeZone, due })
                .where('workflow.schedule.time_zone', '<>', timeZone),
            )
            .execute();
      });
    },
    dueSchedules: async (now, limit) => {
      const rows = await db
        .selectFrom('workflow.schedule')
        .selectAll()
        .where('due', '<=', now)
        .orderBy('due')
        .limit(limit)
        .execute();
      return rows.map(({ repository, workflow, cron, time_zone: timeZone, due }) => ({
        ...{ repository, workflow, cron, timeZone },
        due: due ?? now,
      }));
    },
    moveSchedule: async (repository, { workflow, cron }, due) => {
      await db
        .updateTable('workflow.schedule')
        .set({ due: due ?? null })
        .where('repository', '=', repository)
        .where('workflow', '=', workflow)
        .where('cron', '=', cron)
        .execute();
    },
    prune: async (before, limit) => {
      const { numDeletedRows } = await db
        .deleteFrom('workflow.run')
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('workflow.run')
            .select('id')
            .where('ended_at', '<', before)
            .where(sql<boolean>`programs = '{}'`)
            .limit(limit),
        )
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
