import type { Destination, Occurrence, Template } from '@slipway/notifications';
import type { NotificationState } from '@slipway/ports';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

export interface MessageTable {
  sequence: ColumnType<number, never, never>;
  id: string;
  rule: string;
  lane: string;
  destination: JSONColumnType<Destination, string, never>;
  template: ColumnType<Template | null, string | null, never>;
  is_digest: boolean;
  gathers_until: Date | null;
  occurrences: JSONColumnType<readonly Occurrence[]>;
  total: number;
  created_at: Date;
  state: Generated<NotificationState>;
  failures: Generated<number>;
  due_at: Date;
  reason: string | null;
  worker: string | null;
  leased_until: Date | null;
  settled_at: Date | null;
}

export interface PositionTable {
  team: string;
  /** Of the last event of the team that was looked at. */
  event: number;
}

/** Migration 0021. */
export interface NotificationTables {
  'notifications.message': MessageTable;
  'notifications.position': PositionTable;
}
