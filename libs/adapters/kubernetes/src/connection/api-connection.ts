import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { InvalidInputError, TooLargeError, UnauthenticatedError, UnavailableError } from '@slipway/kernel';
import { apiError, parseStatus } from './api-error.ts';
import type { CredentialSource, Credentials, TlsFields } from './credentials.ts';

export interface ConnectionTimeouts {
  /** Milliseconds until the answer begins: name, connection, TLS and the API server's own work. */
  readonly answerMs: number;
  /** Milliseconds of silence within the answer. */
  readonly idleMs: number;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the URL of the API server, escaped. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** Undefined: `ConnectionTimeouts.idleMs`; 0: silence is no fault. */
  readonly idleMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of one answer: far above a page of 500 objects. */
const maxAnswerBytes = 64 * 1_048_576;
const maxErrorBytes = 65_536;
/** The peer of a connection without traffic is asked after this time; Node then asks each second, ten times. */
const keepAliveMs = 15_000;
/** Connections at a time: those of watches and logs are taken for long. */
const maxSockets = 512;

/** Requests to one API server, each with bounds of time and size. */
export class ApiConnection {
  readonly server: URL;
  readonly #source: CredentialSource;
  readonly #timeouts: ConnectionTimeouts;
  #agent: { readonly tls: TlsFields; readonly agent: http.Agent } | undefined;

  constructor(source: CredentialSource, timeouts: ConnectionTimeouts) {
    this.server = source.server;
    this.#source = source;
    this.#timeouts = timeouts;
  }

  /** The answer as JSON. @throws as `send`, and UnavailableError when it breaks off or is none. */
  async json(request: ApiRequest): Promise<unknown> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of readBody(await this.send(request))) {
      bytes += chunk.byteLength;
      if (bytes > maxAnswerBytes)
        throw new TooLargeError(`${nameOf(request)}: the answer is beyond ${String(maxAnswerBytes)} bytes`);
      chunks.push(chunk);
    }
    try {
      return JSON.parse(Buffer.concat(chunks).toString('utf8'));
    } catch (cause) {
      throw new UnavailableError(`${nameOf(request)}: the answer is no JSON`, { cause });
    }
  }

  /**
   * The begin of an answer that is none of an error. When the credentials are refused they are read anew once.
   * @throws the error that the API server's status stands for; UnavailableError when it cannot be reached.
   */
  async send(request: ApiRequest): Promise<IncomingMessage> {
    try {
      return await this.#sendOnce(request);
    } catch (error) {
      if (!(error instanceof UnauthenticatedError)) throw error;
      this.#source.forget();
      return this.#sendOnce(request);
    }
  }

  async #sendOnce(request: ApiRequest): Promise<IncomingMessage> {
    const credentials = await this.#source.read();
    const answer = await this.#open(request, credentials);
    const code = answer.statusCode ?? 0;
    if (code >= 200 && code < 300) return answer;
    const { 'retry-after': retryAfter } = answer.headers;
    throw apiError(code, parseStatus(await readStart(answer)), nameOf(request), retryAfter);
  }

  #open(request: ApiRequest, credentials: Credentials): Promise<IncomingMessage> {
    const { method, query = {}, body, signal } = request;
    const url = new URL(this.server.pathname.replace(/\/+$/, '') + request.path, this.server);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, value);
    const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const { answerMs, idleMs } = this.#timeouts;
    const sent = (url.protocol === 'https:' ? https : http).request(url, {
      method,
      agent: this.#agentFor(credentials),
      headers: {
        accept: request.accept ?? 'application/json',
        'user-agent': 'slipway',
        ...credentials.headers,
        ...(content && {
          'content-type': request.contentType ?? 'application/json',
          'content-length': content.byteLength,
        }),
      },
      ...(signal && { signal }),
    });
    const late = setTimeout(() => {
      sent.destroy(new Error(`no answer within ${String(answerMs / 1000)} s`));
    }, answerMs);
    sent.on('error', (cause) => {
      clearTimeout(late);
      reject(new UnavailableError(`${nameOf(request)}: no answer from ${this.server.host}`, { cause }));
    });
    sent.on('response', (answer) => {
      clearTimeout(late);
      const quiet = request.idleMs ?? idleMs;
      if (quiet > 0)
        answer.setTimeout(quiet, () => {
          answer.destroy(new Error(`silent for ${String(quiet / 1000)} s`));
        });
      resolve(answer);
    });
    sent.end(content);
    return promise;
  }

  /** One agent as long as the certificates are the same. */
  #agentFor({ tls, agent: proxied }: Credentials): http.Agent {
    if (proxied) return proxied;
    if (this.#agent && sameTls(this.#agent.tls, tls)) return this.#agent.agent;
    this.#agent?.agent.destroy();
    const options = { keepAlive: true, keepAliveMsecs: keepAliveMs, maxSockets, ...tls };
    const agent = this.server.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
    this.#agent = { tls, agent };
    return agent;
  }

  close(): void {
    this.#agent?.agent.destroy();
    this.#agent = undefined;
  }
}

/** The bytes of an answer. @throws UnavailableError when it breaks off. */
export async function* readBody(answer: IncomingMessage): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of answer) yield chunk as Buffer;
  } catch (cause) {
    throw new UnavailableError('The connection to the API server broke off', { cause });
  }
}

/** The begin of an error's text; what comes after is not read. */
async function readStart(answer: IncomingMessage): Promise<string> {
  let text = Buffer.alloc(0);
  try {
    for await (const chunk of answer) {
      text = Buffer.concat([text, chunk as Buffer]);
      if (text.byteLength > maxErrorBytes) break;
    }
  } catch {
    // The code of the answer says enough.
  }
  return text.toString('utf8', 0, maxErrorBytes);
}

function nameOf({ method, path }: ApiRequest): string {
  return `${method} ${path}`;
}

function sameTls(left: TlsFields, right: TlsFields): boolean {
  const same = (one: string | Buffer | undefined, other: string | Buffer | undefined): boolean =>
    one === other ||
    (one !== undefined && other !== undefined && Buffer.from(one).equals(Buffer.from(other)));
  return (
    same(left.ca, right.ca) &&
    same(left.cert, right.cert) &&
    same(left.key, right.key) &&
    left.servername === right.servername &&
    left.rejectUnauthorized === right.rejectUnauthorized
  );
}

/** A name as a part of a path. @throws InvalidInputError for names that would leave their place. */
export function pathPart(name: string): string {
  if (name === '' || name === '.' || name === '..')
    throw new InvalidInputError(`${JSON.stringify(name)} is no name of an object`);
  return encodeURIComponent(name);
}
