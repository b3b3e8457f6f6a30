import type { Issue } from '@slipway/kernel';
import type { Generated, JSONColumnType } from 'kysely';

export interface PositionTable {
  repository: string;
  commit: string | null;
  foreign_through: number;
}

export interface HistoryTable {
  id: Generated<number>;
  team: string;
  model: string;
  kind: 'alias' | 'stage';
  alias: string | null;
  version: number | null;
  stage: string | null;
  at: Date;
  by: string;
  reason: string | null;
  change: string | null;
  commit: string | null;
}

export interface ProblemTable {
  path: string;
  team: string;
  commit: string;
  good: string | null;
  at: Date;
  message: string;
  issues: JSONColumnType<readonly Issue[]>;
}

export interface RejectionTable {
  change: string;
  team: string;
  paths: readonly string[];
  reason: string;
  at: Date;
}

/** Migration 0007. */
export interface DesiredStateTables {
  'desired_state.position': PositionTable;
  'desired_state.history': HistoryTable;
  'desired_state.problem': ProblemTable;
  'desired_state.rejection': RejectionTable;
}
