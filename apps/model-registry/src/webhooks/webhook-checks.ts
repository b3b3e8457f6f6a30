import type { Random } from '@slipway/kernel';
import { invalidParameter, pythonRepr } from '@slipway/registry';
import { sealSecret } from './secret-box.ts';
import type { WebhookContext } from './webhook-context.ts';

const maxDescriptionLength = 1_000;
const maxSecretLength = 1_000;

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkWebhookName(name: string): void {
  if (name.length <= 63 && /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(name)) return;
  throw invalidParameter(
    `Webhook name ${pythonRepr(name)} is invalid. It must start and end with a letter or digit, be less than 63 ` +
      'characters long, and contain only letters, digits, dots (.), underscores (_), and hyphens (-).',
  );
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkDescription(description: string): void {
  if (description.length <= maxDescriptionLength) return;
  throw invalidParameter(`Webhook description is longer than ${String(maxDescriptionLength)} characters.`);
}

/**
 * The secret of a webhook as it is stored; an empty one is none.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function sealedSecretOf(
  { webhookSettings: { secretKey }, random }: WebhookContext,
  webhookId: string,
  secret: string,
): Uint8Array | undefined {
  if (secret === '') return undefined;
  if (secret.length > maxSecretLength)
    throw invalidParameter(`Webhook secret is longer than ${String(maxSecretLength)} characters.`);
  return sealSecret({ key: secretKey, webhookId }, secret, random);
}

/** A random UUID, version 4 (RFC 9562). */
export function newUuid(random: Random): string {
  const bytes = Buffer.from(random.bytes(16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
