import type { WorkflowRunRecord, WorkflowRunStatements } from '@slipway/ports';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Schema } from '../schema.ts';
import type { WorkflowRunTable } from './tables.ts';
import { recordOf, stateColumns } from './workflow-rows.ts';

const unended = ['waiting-for-approval', 'queued', 'running'] as const;

/** `onChange` is called for each run that is begun or saved, to tell of it after the commit. */
export function workflowRunStatements(db: Kysely<Schema>, onChange: () => void): WorkflowRunStatements {
  const runs = () => db.selectFrom('workflow.run').selectAll();
  const recordsOf = (rows: readonly Selectable<WorkflowRunTable>[]): readonly WorkflowRunRecord[] =>
    rows.map(recordOf);
  return {
    begin: async (run) => {
      const { key, team, repository, workflow, event } = run;
      const row = await db
        .insertInto('workflow.run')
        .values({
          ...{ key, team, repository },
          clone_url: run.cloneUrl,
          on_github: run.isOnGitHub,
          workflow: workflow.metadata.name,
          document: JSON.stringify(workflow),
          event: JSON.stringify(event),
          commit: event.commit,
          pull_request: event.name === 'pull_request' ? event.number : null,
          concurrency_group: run.group,
          cancel_superseded: run.cancelSuperseded,
          created_at: run.createdAt,
          ...stateColumns(run, run.createdAt),
        })
        .onConflict((on) => on.column('key').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (row) onChange();
      return row && recordOf(row);
    },
    lock: async (id) => {
      const row = await runs().where('id', '=', String(id)).forUpdate().executeTakeFirst();
      return row && recordOf(row);
    },
    toDo: async (actor, now, limit) => {
      const rows = await db
        .selectFrom('workflow.run')
        .select('id')
        .where((eb) =>
          eb.or([
            sql<boolean>`(awaits <> '{}' and ${actor} = any (awaits))`,
            ...(actor === 'programs' ? [eb('due', '<=', now)] : []),
          ]),
        )
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => Number(id));
    },
    endedPrograms: async (limit) => {
      const rows = await db
        .selectFrom('workflow.run')
        .select('id')
        .where(sql<boolean>`programs <> '{}'`)
        .where(
          sql<boolean>`exists (
            select from scheduler.run as program
            where program.name = any (programs) and program.state in ('succeeded', 'failed', 'cancelled')
          )`,
        )
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => Number(id));
    },
    lockGroup: async (repository, group) =>
      recordsOf(
        await runs()
          .where('repository', '=', repository)
          .where('concurrency_group', '=', group)
          .where('state', 'in', [...unended])
          .orderBy('id')
          .forUpdate()
          .execute(),
      ),
    lockPullRequest: async (repository, number) =>
      recordsOf(
        await runs()
          .where('repository', '=', repository)
          .where('pull_request', '=', number)
          .where((eb) => eb.or([eb('state', 'in', [...unended]), sql<boolean>`programs <> '{}'`]))
          .orderBy('id')
          .forUpdate()
          .execute(),
      ),
    save: async (record, now) => {
      await db
        .updateTable('workflow.run')
        .set({ ...stateColumns(record, now), version: sql<number>`version + 1` })
        .where('id', '=', String(record.id))
        .execute();
      onChange();
    },
  };
}
