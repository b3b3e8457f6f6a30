import { emailMessage, slackMessage, webhookMessage, type Message } from '@slipway/notifications';
import type { MailAttempt } from '@slipway/ports';
import { sendWebhook, standardSignature, type Attempt } from '@slipway/webhook-delivery';
import type { NotificationChannels } from './notification-deps.ts';

export type MessageAttempt = Attempt | MailAttempt;

/**
 * Sends a message once. What a person has to mend first, such as a secret that is missing, is `unreachable`: it is tried
 * again. Rejects only when `signal` aborts.
 */
export async function sendMessage(
  { secrets, http, mailer }: NotificationChannels,
  message: Message,
  now: Date,
  signal?: AbortSignal,
): Promise<MessageAttempt> {
  const { id, destination: to } = message;
  if ('slack' in to) {
    const url = secrets().get(to.slack.secret);
    if (url === undefined) return missing(to.slack.secret);
    return withoutUrl(
      await sendWebhook({ url, body: slackMessage(message), headers: {} }, http, signal),
      url,
    );
  }
  if ('webhook' in to) {
    const { url, secret } = to.webhook;
    const body = webhookMessage(message);
    const timestamp = Math.floor(now.getTime() / 1_000);
    const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp) };
    if (secret === undefined) return sendWebhook({ url, body, headers }, http, signal);
    const key = secrets().get(secret);
    if (key === undefined) return missing(secret);
    const signature = standardSignature(key, { id, timestamp, body });
    if (signature === undefined)
      return unreachable(
        `The secret ${secret} signs nothing: whsec_ and 24 to 64 bytes in base 64 are expected.`,
      );
    return sendWebhook({ url, body, headers: { ...headers, 'webhook-signature': signature } }, http, signal);
  }
  if (!mailer)
    return unreachable('No server for e-mail is named: set SLIPWAY_SMTP_URL and SLIPWAY_SMTP_FROM.');
  return mailer.send({ to: to.email.addresses, id, ...emailMessage(message) }, signal);
}

const unreachable = (reason: string): MessageAttempt => ({ kind: 'unreachable', reason });

const missing = (name: string): MessageAttempt =>
  unreachable(`The secret ${name} is not in the file that SLIPWAY_NOTIFICATION_SECRETS_FILE names.`);

/** The URL of Slack is the secret: what went wrong is told without it. */
function withoutUrl(attempt: Attempt, url: string): Attempt {
  return attempt.kind === 'answered' ? attempt : { ...attempt, reason: attempt.reason.replaceAll(url, '…') };
}
