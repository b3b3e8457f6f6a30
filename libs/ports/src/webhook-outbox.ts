import type { WebhookEventName } from '@slipway/registry';

/** Something that happened in the model registry and that webhooks may want to hear of. */
export interface WebhookEvent {
  readonly team: string;
  readonly name: WebhookEventName;
  readonly at: Date;
  /** What the receiver is sent as `data`. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** The writing end of webhooks, within a transaction of the caller: what is published is delivered if that commits. */
export interface WebhookOutbox {
  /** One delivery for each active webhook of the team that wants the event. */
  publish(event: WebhookEvent): Promise<void>;
}
