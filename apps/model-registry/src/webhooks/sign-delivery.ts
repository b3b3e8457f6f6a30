import { createHmac } from 'node:crypto';

export interface SignedDelivery {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly body: string;
}

/** `X-MLflow-Signature` of a delivery: HMAC-SHA256 after https://www.standardwebhooks.com, in MLflow's header. */
export function signDelivery(secret: string, { id, timestamp, body }: SignedDelivery): string {
  const digest = createHmac('sha256', secret)
    .update(`${id}.${String(timestamp)}.${body}`)
    .digest('base64');
  return `v1,${digest}`;
}
