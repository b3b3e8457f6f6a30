import type { Aliases, ModelStage, Tags } from '@slipway/registry';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** Set by the database alone. */
type ReadOnly<T> = ColumnType<T, never, never>;

/** `models.model`: migration 0005. Times are milliseconds since the epoch. */
export interface ModelTable {
  ref: ReadOnly<number>;
  team: string;
  name: string;
  path: string;
  is_sharded: ReadOnly<boolean>;
  created_at: number;
  updated_at: number;
  description: string | null;
  tags: JSONColumnType<Tags>;
  aliases: JSONColumnType<Aliases>;
  next_version: number;
  generation: Generated<number>;
  is_prompt: ReadOnly<boolean>;
}

export interface VersionTable {
  model: number;
  version: number;
  created_at: number;
  updated_at: number;
  user_id: string | null;
  stage: ModelStage;
  description: string | null;
  source: string;
  storage_location: string | null;
  run_id: string | null;
  run_link: string | null;
  model_id: string | null;
  tags: JSONColumnType<Tags>;
  is_prompt: ReadOnly<boolean>;
}

/** Migration 0005. */
export interface ModelTables {
  'models.model': ModelTable;
  'models.version': VersionTable;
}
