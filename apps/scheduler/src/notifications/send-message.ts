import {
  emailMessage,
  slackMessage,
  webhookMessage,
  type Destination,
  type Message,
} from '@slipway/notifications';
import type { MailAttempt } from '@slipway/ports';
import { sendWebhook, standardSignature, type Attempt } from '@slipway/webhook-delivery';
import type { NotificationChannels } from './notification-deps.ts';

export type MessageAttempt = Attempt | MailAttempt;

/**
 * Sends a message once. What a person has to mend first, such as a secret that is missing, is `unreachable`: it is tried
 * again. Rejects only when `signal` aborts.
 */
export async function sendMessage(
  channels: NotificationChannels,
  message: Message,
  now: Date,
  signal?: AbortSignal,
): Promise<MessageAttempt> {
  const { secrets, http, mailer } = channels;
  const { id, destination: to } = message;
  const problem = problemOf(channels, to);
  if (problem !== undefined) return { kind: 'unreachable', reason: problem };
  if ('email' in to)
    return mailer?.send({ to: to.email.addresses, id, ...emailMessage(message) }, signal) ?? noMailer;
  if ('slack' in to) {
    const url = secrets().get(to.slack.secret) ?? '';
    return withoutUrl(
      await sendWebhook({ url, body: slackMessage(message), headers: {} }, http, signal),
      url,
    );
  }
  const { url, secret } = to.webhook;
  const delivery = { id, timestamp: Math.floor(now.getTime() / 1_000), body: webhookMessage(message) };
  const signature =
    secret === undefined ? undefined : standardSignature(secrets().get(secret) ?? '', delivery);
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(delivery.timestamp),
    ...(signature === undefined ? {} : { 'webhook-signature': signature }),
  };
  return sendWebhook({ url, body: delivery.body, headers }, http, signal);
}

const noServer = 'No server for e-mail is named: set SLIPWAY_SMTP_URL and SLIPWAY_SMTP_FROM.';
const noMailer: MessageAttempt = { kind: 'unreachable', reason: noServer };
/** To see whether a secret signs. */
const anything = { id: '', timestamp: 0, body: '' };

/** What somebody has to set first, before anything can be sent there; never quotes a secret. */
export function problemOf({ secrets, mailer }: NotificationChannels, to: Destination): string | undefined {
  if ('email' in to) return mailer ? undefined : noServer;
  const name = 'slack' in to ? to.slack.secret : to.webhook.secret;
  if (name === undefined) return undefined;
  const secret = secrets().get(name);
  if (secret === undefined)
    return `The secret ${name} is not in the file that SLIPWAY_NOTIFICATION_SECRETS_FILE names.`;
  if ('slack' in to) return URL.canParse(secret) ? undefined : `The secret ${name} is no URL of Slack's.`;
  if (standardSignature(secret, anything) !== undefined) return undefined;
  return `The secret ${name} signs nothing: whsec_ and 24 to 64 bytes in base 64 are expected.`;
}

/** The URL of Slack is the secret: what went wrong is told without it. */
function withoutUrl(attempt: Attempt, url: string): Attempt {
  return attempt.kind === 'answered' ? attempt : { ...attempt, reason: attempt.reason.replaceAll(url, '…') };
}
