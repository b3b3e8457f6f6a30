import type { ModelHead, ModelVersionState } from '@slipway/registry';
import type { Selectable } from 'kysely';
import type { ModelTable, VersionTable } from './tables.ts';

export type ModelRow = Omit<Selectable<ModelTable>, 'is_sharded' | 'is_prompt' | 'generation'>;
export type VersionRow = Omit<Selectable<VersionTable>, 'model' | 'is_prompt'>;

export const toModel = (row: ModelRow): ModelHead => ({
  team: row.team,
  name: row.name,
  path: row.path,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  description: row.description ?? undefined,
  tags: row.tags,
  aliases: row.aliases,
  nextVersion: row.next_version,
});

export const toVersion = (row: VersionRow): ModelVersionState => ({
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  userId: row.user_id ?? undefined,
  stage: row.stage,
  description: row.description ?? undefined,
  source: row.source,
  storageLocation: row.storage_location ?? undefined,
  runId: row.run_id ?? undefined,
  runLink: row.run_link ?? undefined,
  modelId: row.model_id ?? undefined,
  tags: row.tags,
});

/** A version as a row in JSON; its model is not part of it. */
export const versionRow = (version: ModelVersionState): VersionRow => ({
  version: version.version,
  created_at: version.createdAt,
  updated_at: version.updatedAt,
  user_id: version.userId ?? null,
  stage: version.stage,
  description: version.description ?? null,
  source: version.source,
  storage_location: version.storageLocation ?? null,
  run_id: version.runId ?? null,
  run_link: version.runLink ?? null,
  model_id: version.modelId ?? null,
  tags: version.tags,
});
