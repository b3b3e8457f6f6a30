import type { WebhookStatus } from '@slipway/ports';
import type { WebhookEventName } from '@slipway/registry';
import type { ColumnType, Generated } from 'kysely';

/** Set by the database alone. */
type ReadOnly<T> = ColumnType<T, never, never>;

export interface WebhookTable {
  ref: ReadOnly<number>;
  team: string;
  id: string;
  name: string;
  description: string;
  url: string;
  events: readonly WebhookEventName[];
  status: WebhookStatus;
  created_at: number;
  updated_at: number;
  sealed_secret: Buffer | null;
}

export interface DeliveryTable {
  sequence: ReadOnly<number>;
  id: Generated<string>;
  webhook: number;
  body: string;
  published_at: Date;
  state: Generated<'pending' | 'delivered' | 'failed'>;
  failures: Generated<number>;
  due_at: Date;
  reason: string | null;
  worker: string | null;
  leased_until: Date | null;
  settled_at: Date | null;
}

/** Migration 0006. */
export interface WebhookTables {
  'webhooks.webhook': WebhookTable;
  'webhooks.delivery': DeliveryTable;
}
