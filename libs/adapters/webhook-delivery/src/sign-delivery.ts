import { createHmac } from 'node:crypto';

export interface SignedDelivery {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly body: string;
}

/** `v1,` and the HMAC-SHA256 over id, time and body in base 64, after https://www.standardwebhooks.com. */
export function signDelivery(key: string | Uint8Array, { id, timestamp, body }: SignedDelivery): string {
  const digest = createHmac('sha256', key)
    .update(`${id}.${String(timestamp)}.${body}`)
    .digest('base64');
  return `v1,${digest}`;
}
