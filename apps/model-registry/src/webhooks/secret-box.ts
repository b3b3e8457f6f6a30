import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '@slipway/kernel';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The key and whose secret it is: a sealed secret opens for the same webhook only. */
export interface SecretOwner {
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly webhookId: string;
}

/** Encrypts a secret by AES-256-GCM: nonce, tag, ciphertext. */
export function sealSecret({ key, webhookId }: SecretOwner, secret: string, random: Random): Uint8Array {
  const nonce = random.bytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(webhookId));
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** Undefined when it was sealed by another key or for another webhook. */
export function openSecret({ key, webhookId }: SecretOwner, sealed: Uint8Array): string | undefined {
  try {
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(webhookId));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
