import type { WebhookEventName } from '@slipway/registry';

export const WebhookStatus = { Active: 'ACTIVE', Disabled: 'DISABLED' } as const;
export type WebhookStatus = (typeof WebhookStatus)[keyof typeof WebhookStatus];

/** Where a team wants to be told of what happens in its registry. Times are milliseconds since the epoch. */
export interface Webhook {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly url: string;
  /** In the order they were given. */
  readonly events: readonly WebhookEventName[];
  readonly status: WebhookStatus;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Encrypted; undefined: its deliveries are not signed. */
  readonly sealedSecret: Uint8Array | undefined;
}

/** Fields that are undefined stay as they are; `sealedSecret: null` removes the secret. */
export interface WebhookChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly url?: string | undefined;
  readonly events?: readonly WebhookEventName[] | undefined;
  readonly status?: WebhookStatus | undefined;
  readonly sealedSecret?: Uint8Array | null | undefined;
  readonly updatedAt: number;
}

/** The webhooks of all teams. Those of another team do not exist. All methods throw UnavailableError. */
export interface WebhookStore {
  /** False when the team has `most` webhooks already. */
  add(team: string, webhook: Webhook, most: number): Promise<boolean>;
  find(team: string, id: string): Promise<Webhook | undefined>;
  /** Newest first. */
  list(team: string, page: { readonly offset: number; readonly limit: number }): Promise<readonly Webhook[]>;
  /** Undefined when there is no such webhook. */
  change(team: string, id: string, change: WebhookChange): Promise<Webhook | undefined>;
  /** What was not delivered yet goes with it. False when there is no such webhook. */
  remove(team: string, id: string): Promise<boolean>;
}
