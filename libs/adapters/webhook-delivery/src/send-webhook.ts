import { lookup } from 'node:dns';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf } from './host-of.ts';
import { isPublicAddress } from './public-address.ts';

/** More of an answer is not read. */
const maxAnswerBytes = 64 * 1024;

export type WebhookScheme = 'http' | 'https';

/** How receivers may be called. */
export interface SendSettings {
  readonly allowedSchemes: readonly WebhookScheme[];
  /** Whether receivers may lie in private networks and on this machine itself. */
  readonly allowPrivateAddresses: boolean;
  /** Bound of one attempt, in milliseconds. */
  readonly timeout: number;
}

export interface WebhookRequest {
  readonly url: string;
  /** JSON text. */
  readonly body: string;
  /** Besides those that every request has. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What came of one attempt. `refused` is our own refusal to connect, which holds until the URL or the settings change. */
export type Attempt =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      readonly retryAfter: string | undefined;
    }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** An address that a webhook may not be sent to. */
class ForbiddenAddress extends Error {}

/**
 * Sends a webhook once. The address that was checked is the one that is connected to: a name is resolved once, and
 * redirects are not followed. Rejects only when `signal` aborts.
 */
export async function sendWebhook(
  request: WebhookRequest,
  settings: SendSettings,
  signal?: AbortSignal,
): Promise<Attempt> {
  const bound = AbortSignal.timeout(settings.timeout);
  try {
    const url = new URL(request.url);
    const scheme = url.protocol.slice(0, -1);
    if (!settings.allowedSchemes.includes(scheme as WebhookScheme))
      return { kind: 'refused', reason: `The scheme ${scheme} is not allowed.` };
    const host = hostOf(url);
    if (!settings.allowPrivateAddresses && isIP(host) !== 0 && !isPublicAddress(host))
      throw new ForbiddenAddress(forbidden(host, host));
    return await post(url, request, settings, signal ? AbortSignal.any([signal, bound]) : bound);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ForbiddenAddress) return { kind: 'refused', reason: error.message };
    if (bound.aborted)
      return { kind: 'unreachable', reason: `No answer within ${String(settings.timeout / 1_000)} seconds.` };
    return { kind: 'unreachable', reason: reasonOf(error) };
  }
}

function post(
  url: URL,
  request: WebhookRequest,
  settings: SendSettings,
  signal: AbortSignal,
): Promise<Attempt> {
  const body = Buffer.from(request.body);
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      // A connection of its own: one that is kept alive would go on to an address that was checked long ago.
      agent: false,
      signal,
      ...(settings.allowPrivateAddresses ? {} : { lookup: lookupPublic }),
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': body.byteLength,
        'User-Agent': 'slipway-webhooks',
        ...request.headers,
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      resolve(readAnswer(answer));
    });
    outgoing.end(body);
  });
}

/** The status counts, also when the body breaks off or is longer than we read. */
async function readAnswer(answer: IncomingMessage): Promise<Attempt> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, maxAnswerBytes - size));
      size += chunk.byteLength;
      if (size >= maxAnswerBytes) break;
    }
  } catch {
    answer.destroy();
  }
  return {
    kind: 'answered',
    status: answer.statusCode ?? 0,
    body: Buffer.concat(chunks).toString('utf8'),
    retryAfter: answer.headers['retry-after'],
  };
}

/** Resolves a name for a connection, and fails when one of its addresses is not public. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, '');
      return;
    }
    const hostile = addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses;
    if (hostile) callback(new ForbiddenAddress(forbidden(hostname, hostile.address)), '');
    else if (options.all) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  });
};

const forbidden = (host: string, address: string): string =>
  `The connection was blocked: ${host} resolves to ${address}, which is not a public IP address.`;

function reasonOf(error: unknown): string {
  // Node gathers the failures of a name's addresses; their own texts say more.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(' ');
  return error instanceof Error ? error.message : String(error);
}
