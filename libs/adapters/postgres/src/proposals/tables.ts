import type { FileOperation, ProposalState } from '@slipway/changes';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

export interface ProposalTable {
  id: string;
  repository: string;
  key: string;
  team: string | null;
  service: string;
  subject: string;
  requested_by: string;
  resource: string;
  reason: string;
  traceparent: string | null;
  operations: JSONColumnType<readonly FileOperation[], string, never>;
  evidence: string;
  auto_merge: boolean;
  accepted_at: Generated<Date>;
  state: Generated<ProposalState>;
  number: number | null;
  url: string | null;
  commit: string | null;
  note: string | null;
  settled_at: Date | null;
  /** The state that notifications were told of last; migration 0021. */
  noticed: ColumnType<ProposalState | null, never, ProposalState>;
}

/** Migration 0020. */
export interface ProposalTables {
  'changes.proposal': ProposalTable;
}
