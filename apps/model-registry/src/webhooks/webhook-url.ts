import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '@slipway/kernel';
import { invalidParameter, pythonRepr } from '@slipway/registry';
import { hostOf, isPublicAddress, type WebhookScheme } from '@slipway/webhook-delivery';
import type { WebhookSettings } from './webhook-settings.ts';

const resolveTimeout = 5_000;
const maxUrlLength = 500;

/**
 * Checks where a webhook is to be sent: its scheme, its host, and that every address of the host is public unless the
 * settings allow others. A delivery checks again, on the addresses it connects to.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export async function checkWebhookUrl(
  text: string,
  { allowedSchemes, allowPrivateAddresses }: WebhookSettings,
  clock: Clock,
): Promise<void> {
  if (text.trim() === '')
    throw invalidParameter(`Webhook URL cannot be empty or just whitespace: ${pythonRepr(text)}`);
  if (text.length > maxUrlLength)
    throw invalidParameter(`Webhook URL is longer than ${String(maxUrlLength)} characters.`);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? '';
  if (!allowedSchemes.includes(scheme as WebhookScheme)) {
    throw invalidParameter(
      `Invalid webhook URL scheme: ${pythonRepr(scheme)}. Allowed schemes are: ${allowedSchemes.join(', ')}.`,
    );
  }
  // What WHATWG's parser would repair, such as https:///host, is refused.
  if (!/^[^:]+:\/\/[^/?#\\]/.test(text))
    throw invalidParameter(`Webhook URL must include a hostname: ${pythonRepr(text)}`);
  const url = URL.parse(text);
  if (!url) throw invalidParameter(`Invalid webhook URL ${pythonRepr(text)}: it cannot be parsed.`);
  if (!allowPrivateAddresses) await checkPublicHost(hostOf(url), clock);
}

async function checkPublicHost(host: string, clock: Clock): Promise<void> {
  for (const address of await addressesOf(host, clock)) {
    if (isPublicAddress(address)) continue;
    throw invalidParameter(
      `Webhook URL must not resolve to a non-public IP address. ${pythonRepr(host)} resolves to ${address}.`,
    );
  }
}

async function addressesOf(host: string, clock: Clock): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const waiting = new AbortController();
  const found = lookup(host, { all: true }).catch((error: unknown) => {
    const reason =
      (error as { readonly code?: unknown }).code === 'ENOTFOUND'
        ? '[Errno -2] Name or service not known'
        : (error as Error).message;
    throw invalidParameter(`Cannot resolve Webhook URL hostname ${pythonRepr(host)}: ${reason}`);
  });
  const late = clock.sleep(resolveTimeout, waiting.signal).then(() => {
    throw invalidParameter(`Timed out resolving Webhook URL hostname ${pythonRepr(host)} after 5 seconds`);
  });
  late.catch(() => undefined);
  try {
    return (await Promise.race([found, late])).map(({ address }) => address);
  } finally {
    waiting.abort();
  }
}
