import { createHmac, randomUUID } from 'node:crypto';

/** A delivery as GitHub sends it. */
export interface SignedDelivery {
  readonly id: string;
  readonly event: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface DeliveryOptions {
  readonly id?: string;
  readonly secret?: string;
  /** Instead of, or besides, those of GitHub; an empty one is left out. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The secret of deliveries, unless a test says otherwise. */
export const usualSecret = 'the usual secret of tests';

export const signatureOf = (body: Uint8Array, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

export function signedDelivery(
  event: string,
  payload: object | Buffer,
  { id = randomUUID(), secret = usualSecret, headers = {} }: DeliveryOptions = {},
): SignedDelivery {
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
  const all = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-delivery': id,
    'x-github-event': event,
    'x-github-hook-id': '292430182',
    'x-hub-signature-256': signatureOf(body, secret),
    ...headers,
  };
  const kept = Object.entries(all).filter(([, value]) => value !== '');
  return { id, event, body, headers: Object.fromEntries(kept) };
}

/** The payload of a push as far as anything of Slipway looks at it. */
export const pushPayload = (repository: string, change: object = {}): object => ({
  ref: 'refs/heads/main',
  before: '0'.repeat(40),
  after: '1'.repeat(40),
  created: false,
  deleted: false,
  forced: false,
  commits: [],
  repository: { full_name: repository },
  ...change,
});
