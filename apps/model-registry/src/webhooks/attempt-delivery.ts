import type { ClaimedDelivery } from '@slipway/ports';
import { sendWebhook, signDelivery, type Attempt } from '@slipway/webhook-delivery';
import { openSecret } from './secret-box.ts';
import type { WebhookContext } from './webhook-context.ts';

type Sent = Pick<ClaimedDelivery, 'id' | 'webhookId' | 'url' | 'body' | 'sealedSecret'>;

/** Sends a delivery once, signed as of now by the webhook's secret. Rejects only when `signal` aborts. */
export async function attemptDelivery(
  { webhookSettings: settings, clock }: WebhookContext,
  { id, webhookId, url, body, sealedSecret }: Sent,
  signal?: AbortSignal,
): Promise<Attempt> {
  const { secretKey: key } = settings;
  const secret = sealedSecret && openSecret({ key, webhookId }, sealedSecret);
  if (sealedSecret && secret === undefined) {
    const reason =
      'The secret cannot be decrypted by the key of this server: set the right key, or the secret anew.';
    return { kind: 'unreachable', reason };
  }
  const timestamp = Math.floor(clock.now().getTime() / 1_000);
  const headers = {
    'X-MLflow-Delivery-Id': id,
    'X-MLflow-Timestamp': String(timestamp),
    ...(secret ? { 'X-MLflow-Signature': signDelivery(secret, { id, timestamp, body }) } : {}),
  };
  return sendWebhook({ url, body, headers }, settings, signal);
}
