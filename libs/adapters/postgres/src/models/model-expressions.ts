import type { ModelEdit, RegisteredModelState } from '@slipway/registry';
import { sql, type RawBuilder } from 'kysely';
import { versionRow } from './model-rows.ts';

/** Which model an edit was made for, and which state of it. */
export interface ModelMark {
  readonly ref: number;
  readonly generation: number;
}

/** What an edit does to the tables of models. */
export interface EditRows {
  readonly head: {
    readonly team: string;
    /** Its name before; undefined for a new model. */
    readonly former: string | undefined;
    /** Its name after; undefined when it is deleted. */
    readonly name: string | undefined;
    /** Undefined when any state of the model is right: the transaction has locked it. */
    readonly ref: number | undefined;
    readonly generation: number | undefined;
  };
  /** Numbers of versions that are deleted. */
  readonly gone: readonly { readonly version: number }[];
  /** Versions that are new or have changed. */
  readonly changed: readonly object[];
}

export function editRows({ before, after }: ModelEdit, mark: ModelMark | undefined, team: string): EditRows {
  // Edits share the versions that they leave alone.
  const former = new Set(before?.versions);
  const kept = new Set(after?.versions.map(({ version }) => version));
  return {
    head: {
      team,
      former: before?.name,
      name: after?.name,
      ref: mark?.ref,
      generation: mark?.generation,
      ...(after && headColumns(after, before)),
    },
    gone: after && before ? before.versions.filter(({ version }) => !kept.has(version)) : [],
    changed: after?.versions.filter((version) => !former.has(version)).map(versionRow) ?? [],
  };
}

const headColumns = (model: RegisteredModelState, before: RegisteredModelState | undefined): object => ({
  path: model.path,
  created_at: model.createdAt,
  updated_at: model.updatedAt,
  description: model.description,
  // Left out, they stay: large ones would be stored anew, as would their entries in an index.
  tags: model.tags === before?.tags ? undefined : model.tags,
  aliases: model.aliases,
  next_version: model.nextVersion,
});

/** Rows of several edits in one list, each with the place of its edit. */
export const placed = (lists: readonly (readonly object[])[]): readonly object[] =>
  lists.flatMap((rows, place) => rows.map((row) => ({ ...row, place })));

/**
 * Common table expressions that write edits of different models. `model` has the row of an edit, by its place, if and only
 * if it was written: not when another model has the name or the path of a new one, nor when the model is not as the edit
 * was made for, nor while somebody else has it locked. Only parts that have something to do are there.
 */
export function editExpressions(edits: readonly EditRows[]): RawBuilder<unknown> {
  const heads = edits.map(({ head }) => head);
  const gone = placed(edits.map((edit) => edit.gone));
  const changed = placed(edits.map((edit) => edit.changed));
  const written = [
    ...(heads.some(({ former }) => former === undefined) ? [{ name: sql`inserted`, rows: inserted }] : []),
    ...(heads.some(({ former, name }) => former !== undefined && name !== undefined)
      ? [{ name: sql`updated`, rows: updated }]
      : []),
    ...(heads.some(({ name }) => name === undefined) ? [{ name: sql`deleted`, rows: deleted }] : []),
  ];
  return sql.join([
    sql`edit as materialized (${editsOf(heads)})`,
    sql`known as materialized (${known})`,
    ...written.map(({ name, rows }) => sql`${name} as (${rows})`),
    sql`model as (${sql.join(
      written.map(({ name }) => sql`select place, ref, generation from ${name}`),
      sql` union all `,
    )})`,
    ...(gone.length > 0 ? [sql`gone as (${goneVersions(gone)})`] : []),
    ...(changed.length > 0 ? [sql`changed as (${changedVersions(changed)})`] : []),
  ]);
}

const editsOf = (heads: readonly object[]): RawBuilder<unknown> => sql`
  select * from json_to_recordset(${JSON.stringify(placed(heads.map((head) => [head])))}::json) as e (
    place integer, team text, former text, name text, ref bigint, generation bigint, path text, created_at bigint,
    updated_at bigint, description text, tags jsonb, aliases jsonb, next_version integer
  )`;

/** The models that are as they are to be, locked. One by one, so that no plan reads the whole table. */
const known = sql`
  select edit.place, m.ref from edit cross join lateral (
    select ref from models.model
    where model.team = edit.team and model.name = edit.former
      and (edit.ref is null or (model.ref = edit.ref and model.generation = edit.generation))
    for update skip locked
  ) as m`;

/** By name, so that two statements with the same new names wait for each other and neither for ever. */
const inserted = sql`
  insert into models.model as m (
    team, name, path, created_at, updated_at, description, tags, aliases, next_version
  )
  select team, name, path, created_at, updated_at, description, tags, aliases, next_version
  from edit where former is null order by team, name
  on conflict do nothing
  returning (select place from edit where edit.team = m.team and edit.name = m.name and former is null limit 1) as place,
    m.ref, m.generation`;

/** Columns that keep their value keep its indexes as they are. */
const updated = sql`
  update models.model as m set
    name = edit.name, path = edit.path, tags = coalesce(edit.tags, m.tags), generation = m.generation + 1, created_at = edit.created_at,
    updated_at = edit.updated_at, description = edit.description, aliases = edit.aliases,
    next_version = edit.next_version
  from known join edit using (place)
  where m.ref = any (array(select ref from known)) and m.ref = known.ref and edit.name is not null
  returning known.place, m.ref, m.generation`;

const deleted = sql`
  delete from models.model as m using known join edit using (place)
  where m.ref = any (array(select ref from known)) and m.ref = known.ref and edit.name is null
  returning known.place, m.ref, m.generation`;

const goneVersions = (rows: readonly object[]): RawBuilder<unknown> => sql`
  delete from models.version
  using model join json_to_recordset(${JSON.stringify(rows)}::json) as row (place integer, version integer) using (place)
  where version.model = model.ref and version.version = row.version`;

const changedVersions = (rows: readonly object[]): RawBuilder<unknown> => sql`
  insert into models.version (
    model, version, created_at, updated_at, user_id, stage, description, source, storage_location,
    run_id, run_link, model_id, tags
  )
  select
    model.ref, row.version, row.created_at, row.updated_at, row.user_id, row.stage, row.description, row.source,
    row.storage_location, row.run_id, row.run_link, row.model_id, row.tags
  from model join json_to_recordset(${JSON.stringify(rows)}::json) as row (
    place integer, version integer, created_at bigint, updated_at bigint, user_id text, stage text, description text,
    source text, storage_location text, run_id text, run_link text, model_id text, tags jsonb
  ) using (place)
  on conflict (model, version) do update set
    created_at = excluded.created_at, updated_at = excluded.updated_at, user_id = excluded.user_id,
    stage = excluded.stage, description = excluded.description, source = excluded.source,
    storage_location = excluded.storage_location, run_id = excluded.run_id, run_link = excluded.run_link,
    model_id = excluded.model_id, tags = excluded.tags`;
