import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { ChangeOutcome, ChangeState, FileOperation, Precondition } from '@slipway/changes';

/** Set by the database alone. */
type ReadOnly<T> = ColumnType<T, never, never>;

/** `changes.change`: migration 0001. */
export interface ChangeTable {
  sequence: ReadOnly<number>;
  id: string;
  repository: string;
  team: string | null;
  service: string;
  subject: string;
  requested_by: string;
  resource: string;
  reason: string;
  traceparent: string | null;
  operations: JSONColumnType<readonly FileOperation[], string, never>;
  preconditions: JSONColumnType<readonly Precondition[], string, never>;
  bytes: number;
  accepted_at: Generated<Date>;
  state: Generated<ChangeState>;
  commit: string | null;
  rejection: string | null;
  settled_at: Date | null;
}

export interface BranchTable {
  repository: string;
  head: string;
  updated_at: Date;
}

export interface PreparedTable {
  repository: string;
  head: string;
  outcomes: JSONColumnType<readonly ChangeOutcome[]>;
  prepared_at: Date;
}

export interface LeaseTable {
  name: string;
  ticket: string;
  acquired_at: Date;
}

/** Migration 0001. */
export interface ChangeTables {
  'changes.change': ChangeTable;
  'changes.branch': BranchTable;
  'changes.prepared': PreparedTable;
  'changes.lease': LeaseTable;
}
