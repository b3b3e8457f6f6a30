import type { DeliveryState } from '@slipway/ports';
import type { Generated } from 'kysely';

export interface GithubDeliveryTable {
  sequence: number;
  id: string;
  event: string;
  action: string | null;
  repository: string | null;
  owner: string | null;
  number: number | null;
  ref: string | null;
  commit: string | null;
  lane: string;
  signature: string;
  bytes: number;
  block: number;
  block_offset: number;
  received_at: Date;
  state: DeliveryState;
  failures: Generated<number>;
  due_at: Date;
  reason: string | null;
  settled_at: Date | null;
  replays: Generated<number>;
}

export interface PayloadTable {
  block: number;
  received_at: Date;
  content: Buffer;
}

export interface LaneLeaseTable {
  lane: string;
  worker: string;
  leased_until: Date;
}

export interface HookTable {
  hook: string;
  compared_until: Date;
}

export interface RedeliveryTable {
  id: string;
  asks: number;
  asked_at: Date;
}

/** Migration 0015. */
export interface GithubTables {
  'github.delivery': GithubDeliveryTable;
  'github.payload': PayloadTable;
  'github.lane_lease': LaneLeaseTable;
  'github.hook': HookTable;
  'github.redelivery': RedeliveryTable;
}
