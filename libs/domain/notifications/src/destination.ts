import { createHash } from 'node:crypto';
import type { NotificationRule } from '@slipway/resources';

/** Who is told. Secrets are names: what they are is known when it is sent. */
export type Destination = NotificationRule['to'];

/** Names a destination: what is in one lane is sent one after the other, and nothing waits for another lane. */
export function laneOf(destination: Destination): string {
  return createHash('sha256').update(identityOf(destination)).digest('hex').slice(0, 32);
}

function identityOf(to: Destination): string {
  if ('slack' in to) return `slack ${to.slack.secret}`;
  if ('webhook' in to) return `webhook ${to.webhook.url}`;
  const addresses = to.email.addresses.map((address) => address.toLowerCase());
  return `email ${addresses.toSorted().join(' ')}`;
}

/** For people: `slack (ops-channel)`, `webhook https://ci.example.org`, `email to 3 addresses`. */
export function describeDestination(to: Destination): string {
  if ('slack' in to) return `slack (${to.slack.secret})`;
  if ('webhook' in to) return `webhook ${URL.parse(to.webhook.url)?.origin ?? to.webhook.url}`;
  const [first = '', ...more] = to.email.addresses;
  return more.length === 0 ? `email to ${first}` : `email to ${String(more.length + 1)} addresses`;
}
