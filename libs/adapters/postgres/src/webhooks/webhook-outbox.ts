import type { WebhookOutbox } from '@slipway/ports';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** The outbox within a transaction. */
export function webhookOutbox(_db: Kysely<Schema>): WebhookOutbox {
  return { publish: () => Promise.resolve() };
}
