import type { ModelEdit, ModelVersionState, RegisteredModelState } from '@slipway/registry';
import { sql, type RawBuilder } from 'kysely';
import { versionRow } from './model-rows.ts';

/**
 * Common table expressions that write an edit. `model` has a row if and only if it was written: not when another model has
 * the name or the path of a new one, nor when the model is not of this `generation` any more (undefined: of any).
 */
export function editExpressions(edit: ModelEdit, generation: number | undefined): RawBuilder<unknown> {
  const { before, after } = edit;
  if (!after)
    return sql`model as (delete from models.model where ${isModel(before, generation)} returning ref)`;
  const model = before ? updated(before, after, generation) : inserted(after);
  const kept = new Set(after.versions.map(({ version }) => version));
  const gone = before?.versions.flatMap(({ version }) => (kept.has(version) ? [] : [version])) ?? [];
  // Edits share the versions that they leave alone.
  const former = new Set(before?.versions);
  const changed = after.versions.filter((version) => !former.has(version));
  return sql.join([
    sql`model as (${model})`,
    ...(gone.length > 0 ? [sql`gone as (${goneVersions(gone)})`] : []),
    ...(changed.length > 0 ? [sql`changed as (${changedVersions(changed)})`] : []),
  ]);
}

function isModel(
  model: RegisteredModelState | undefined,
  generation: number | undefined,
): RawBuilder<unknown> {
  const isSame = sql`team = ${model?.team} and name = ${model?.name}`;
  return generation === undefined ? isSame : sql`${isSame} and generation = ${generation}`;
}

const inserted = (model: RegisteredModelState): RawBuilder<unknown> => sql`
  insert into models.model (team, name, path, created_at, updated_at, description, tags, aliases, next_version)
  values (
    ${model.team}, ${model.name}, ${model.path}, ${model.createdAt}, ${model.updatedAt}, ${model.description ?? null},
    ${JSON.stringify(model.tags)}, ${JSON.stringify(model.aliases)}, ${model.nextVersion}
  )
  on conflict do nothing
  returning ref`;

/** Columns that stay keep out of the update, so that their indexes do too. */
const updated = (
  before: RegisteredModelState,
  after: RegisteredModelState,
  generation: number | undefined,
): RawBuilder<unknown> => sql`
  update models.model set
    ${before.name === after.name ? sql`` : sql`name = ${after.name},`}
    ${before.path === after.path ? sql`` : sql`path = ${after.path},`}
    ${before.tags === after.tags ? sql`` : sql`tags = ${JSON.stringify(after.tags)},`}
    generation = generation + 1, created_at = ${after.createdAt}, updated_at = ${after.updatedAt},
    description = ${after.description ?? null}, aliases = ${JSON.stringify(after.aliases)},
    next_version = ${after.nextVersion}
  where ${isModel(before, generation)}
  returning ref`;

const goneVersions = (gone: readonly number[]): RawBuilder<unknown> => sql`
  delete from models.version using model
  where version.model = model.ref and version.version = any(${gone}::int[])`;

function changedVersions(changed: readonly ModelVersionState[]): RawBuilder<unknown> {
  return sql`
    insert into models.version (
      model, version, created_at, updated_at, user_id, stage, description, source, storage_location,
      run_id, run_link, model_id, tags
    )
    select model.ref, row.*
    from model, json_to_recordset(${JSON.stringify(changed.map(versionRow))}) as row (
      version int, created_at bigint, updated_at bigint, user_id text, stage text, description text, source text,
      storage_location text, run_id text, run_link text, model_id text, tags jsonb
    )
    on conflict (model, version) do update set
      created_at = excluded.created_at, updated_at = excluded.updated_at, user_id = excluded.user_id,
      stage = excluded.stage, description = excluded.description, source = excluded.source,
      storage_location = excluded.storage_location, run_id = excluded.run_id, run_link = excluded.run_link,
      model_id = excluded.model_id, tags = excluded.tags`;
}
