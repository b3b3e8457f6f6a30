import type { LoggedModelStore } from '@slipway/ports';
import type { KeyValue } from '@slipway/registry';
import { sql, type Kysely, type RawBuilder, type Updateable } from 'kysely';
import { errorCode } from '../connection/errors.ts';
import type { Schema } from '../schema.ts';
import { addMetrics } from './add-metrics.ts';
import { readModels } from './read-models.ts';
import { searchedModels } from './search-models.ts';
import type { LoggedModelTable } from './tables.ts';

const uniqueViolation = '23505';

export function loggedModelStore(db: Kysely<Schema>): LoggedModelStore {
  const find: LoggedModelStore['find'] = async (team, id) => (await readModels(db, oneModel(team, id), 1))[0];

  const refOf = async (team: string, id: string): Promise<number | undefined> => {
    const row = await db
      .selectFrom('tracking.logged_model')
      .select('ref')
      .where('team', '=', team)
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.ref;
  };

  const update = async (team: string, id: string, change: Updateable<LoggedModelTable>): Promise<boolean> => {
    const { numUpdatedRows } = await db
      .updateTable('tracking.logged_model')
      .set(change)
      .where('team', '=', team)
      .where('id', '=', id)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  };

  return {
    create: async (team, model) => {
      const { rows } = await sql`
        with added as (
          insert into tracking.logged_model (
            team, id, experiment, name, artifact_uri, created_at, updated_at, status, model_type, source_run
          )
          select ${team}, ${model.id}, ref, ${model.name}, ${model.artifactUri}, ${model.createdAt}::bigint,
            ${model.createdAt}::bigint, ${model.status}, ${model.modelType}, ${model.sourceRunId}
          from tracking.experiment where team = ${team} and id = ${model.experimentId}::bigint
          returning ref
        ), tags as (
          insert into tracking.logged_model_tag (model, key, value)
          select added.ref, item.key, item.value from added cross join ${unnested(model.tags)}
        ), params as (
          insert into tracking.logged_model_param (model, key, value)
          select added.ref, item.key, item.value from added cross join ${unnested(model.params)}
        )
        select ref from added`.execute(db);
      return rows.length > 0;
    },

    find,

    search: (team, query) => readModels(db, searchedModels(team, query), query.limit),

    setStatus: async (team, id, status, at) =>
      (await update(team, id, { status, updated_at: at })) ? find(team, id) : undefined,

    markDeleted: (team, id, at) => update(team, id, { is_deleted: true, updated_at: at }),

    setTags: async (team, id, tags) => {
      const ref = await refOf(team, id);
      if (ref === undefined) return false;
      const last = [...new Map(tags.map((tag) => [tag.key, tag])).values()];
      await sql`
        insert into tracking.logged_model_tag (model, key, value)
        select ${ref}::bigint, item.key, item.value from ${unnested(last)} order by item.key
        on conflict (model, key) do update set value = excluded.value`.execute(db);
      return true;
    },

    deleteTag: async (team, id, key) => {
      const ref = await refOf(team, id);
      if (ref === undefined) return 'no-model';
      const { numDeletedRows } = await db
        .deleteFrom('tracking.logged_model_tag')
        .where('model', '=', ref)
        .where('key', '=', key)
        .executeTakeFirst();
      return numDeletedRows > 0n ? 'deleted' : 'no-tag';
    },

    addParams: async (team, id, params) => {
      const ref = await refOf(team, id);
      if (ref === undefined) return 'no-model';
      try {
        await sql`
          insert into tracking.logged_model_param (model, key, value)
          select ${ref}::bigint, item.key, item.value from ${unnested(params)} order by item.key`.execute(db);
        return 'added';
      } catch (error) {
        if (errorCode(error) === uniqueViolation) return 'taken';
        throw error;
      }
    },

    addMetrics: (team, runId, metrics) => addMetrics(db, team, runId, metrics),
  };
}

const oneModel = (team: string, id: string): RawBuilder<unknown> => sql`
  select ref, 1 as place from tracking.logged_model where team = ${team} and id = ${id}`;

/** Keys and values as rows of `item`. */
const unnested = (items: readonly KeyValue[]): RawBuilder<unknown> => sql`
  unnest(${items.map(({ key }) => key)}::text[], ${items.map(({ value }) => value)}::text[]) as item (key, value)`;
