import { signDelivery, type SignedDelivery } from './sign-delivery.ts';

/**
 * `webhook-signature` of Standard Webhooks: one signature for each secret, `whsec_` and 24 to 64 bytes in base 64. Several,
 * separated by spaces, are in force at once, so that a receiver can change over.
 * @returns undefined when one of the secrets is none
 */
export function standardSignature(secrets: string, delivery: SignedDelivery): string | undefined {
  const keys = secrets.trim().split(/\s+/).map(keyOf);
  const signatures = keys.flatMap((key) => (key ? [signDelivery(key, delivery)] : []));
  return signatures.length === keys.length ? signatures.join(' ') : undefined;
}

function keyOf(secret: string): Uint8Array | undefined {
  const [, text = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(text, 'base64');
  return key.byteLength >= 24 && key.byteLength <= 64 ? key : undefined;
}
