import type { ModelReader } from '@slipway/ports';
import type {
  Comparison,
  ModelVersionAttribute,
  ModelVersionOrderKey,
  RegisteredModelAttribute,
  RegisteredModelOrderKey,
} from '@slipway/registry';
import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';
import { compileFilter } from '../search/compile-filter.ts';
import { compileOrder } from '../search/compile-order.ts';
import type { SearchTarget, SearchValue } from '../search/search-target.ts';
import { latestVersions } from './latest-versions.ts';
import { toModel, toVersion, type ModelRow, type VersionRow } from './model-rows.ts';

const modelColumns: Readonly<Record<RegisteredModelAttribute, SearchValue>> = {
  name: { type: 'text', sql: sql`model.name` },
};
const versionColumns: Readonly<Record<ModelVersionAttribute, SearchValue>> = {
  name: { type: 'text', sql: sql`model.name` },
  version_number: { type: 'bigint', sql: sql`version.version` },
  run_id: { type: 'text', sql: sql`coalesce(version.run_id, '')` },
  source_path: { type: 'text', sql: sql`version.source` },
};
const modelOrder: Readonly<Record<RegisteredModelOrderKey, SearchValue>> = {
  name: modelColumns.name,
  last_updated_timestamp: { type: 'bigint', sql: sql`model.updated_at` },
};
const versionOrder: Readonly<Record<ModelVersionOrderKey, SearchValue>> = {
  name: versionColumns.name,
  version_number: versionColumns.version_number,
  creation_timestamp: { type: 'bigint', sql: sql`version.created_at` },
  last_updated_timestamp: { type: 'bigint', sql: sql`version.updated_at` },
};

/** A tag that is missing satisfies no comparison. */
const targetOf =
  <Attribute extends string>(
    columns: Readonly<Record<Attribute, SearchValue>>,
    tags: RawBuilder<unknown>,
  ): SearchTarget<Attribute> =>
  (field) =>
    field.entity === 'attribute'
      ? columns[field.key]
      : { type: 'text', sql: sql`(${tags} ->> ${field.key}::text)` };

/** Equal tags once more, in the form that the index of tags answers. */
function indexedTags(
  filter: readonly Comparison<string>[],
  tags: RawBuilder<unknown>,
): readonly RawBuilder<SqlBool>[] {
  return filter.flatMap((comparison) =>
    comparison.entity === 'tag' && comparison.kind === 'text' && comparison.operator === '='
      ? [sql<SqlBool>`${tags} @> ${JSON.stringify({ [comparison.key]: comparison.value })}::jsonb`]
      : [],
  );
}

const all = (conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  sql.join([...conditions], sql` and `);

/** Searches over the models of a team. */
export function modelSearch(db: Kysely<Schema>): Pick<ModelReader, 'searchModels' | 'searchVersions'> {
  return {
    searchModels: async (team, { filter, withoutPrompts, order, offset, limit }) => {
      const tags = sql`model.tags`;
      const conditions = [
        sql<SqlBool>`model.team = ${team}`,
        ...(withoutPrompts ? [sql<SqlBool>`not model.is_prompt`] : []),
        ...compileFilter(filter, targetOf(modelColumns, tags)),
        ...indexedTags(filter, tags),
      ];
      const { terms } = compileOrder(order, targetOf(modelOrder, tags));
      const orderBy = sql.join([...terms, sql`model.name`]);
      const { rows } = await sql<ModelRow & { latest: VersionRow[] }>`
        select model.*, (${latestVersions}) as latest
        from (
          select * from models.model where ${all(conditions)}
          order by ${orderBy}
          limit ${limit} offset ${offset}
        ) as model
        order by ${orderBy}`.execute(db);
      return rows.map((row) => ({ model: toModel(row), latest: row.latest.map(toVersion) }));
    },

    searchVersions: async (team, { filter, withoutPrompts, order, offset, limit }) => {
      const tags = sql`version.tags`;
      const conditions = [
        sql<SqlBool>`model.team = ${team}`,
        ...(withoutPrompts
          ? [
              sql<SqlBool>`not exists (select from models.version as prompt where prompt.model = model.ref and prompt.is_prompt)`,
            ]
          : []),
        ...compileFilter(filter, targetOf(versionColumns, tags)),
        ...indexedTags(filter, tags),
      ];
      const { terms } = compileOrder(order, targetOf(versionOrder, tags));
      const { rows } = await sql<VersionRow & { name: string }>`
        select version.*, model.name
        from models.model join models.version on version.model = model.ref
        where ${all(conditions)}
        order by ${sql.join([...terms, sql`model.name`, sql`version.version desc`])}
        limit ${limit} offset ${offset}`.execute(db);
      return rows.map((row) => ({ model: row.name, version: toVersion(row) }));
    },
  };
}
