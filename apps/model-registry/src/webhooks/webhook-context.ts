import type { RegistryContext } from '../context.ts';

/** What webhooks need of the registry's context. */
export type WebhookContext = Pick<
  RegistryContext,
  'webhookStore' | 'webhookDeliveries' | 'webhookSettings' | 'clock' | 'random' | 'logger' | 'metrics'
>;
