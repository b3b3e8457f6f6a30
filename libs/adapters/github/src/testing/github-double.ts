import { createVerify, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An attempt in the list of a hook. */
export interface DoubleDelivery {
  /** As digits: larger than a number of JavaScript, maybe. */
  readonly attempt: string;
  readonly guid: string;
  readonly deliveredAt: Date;
  readonly event?: string;
}

interface PlannedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Entries of a page, at most, as GitHub's. */
const mostOfPage = 100;

/**
 * GitHub's API as far as deliveries of hooks go, and strict: calls that it does not know, without the right credentials or
 * headers, or that it was not told to fail, are faults, which `close` throws.
 */
export class GitHubDouble {
  readonly appId = '4711';
  readonly privateKey: string;
  readonly token = 'ghp_of-a-test';
  /** Newest first, by the path of their hook. */
  readonly deliveries = new Map<string, DoubleDelivery[]>();
  /** Attempts that were asked for. */
  readonly asked: string[] = [];
  readonly requests: string[] = [];
  /** Called when an attempt is asked for: sends it, as GitHub does soon after it has answered. */
  onAsked: (delivery: DoubleDelivery) => Promise<void> = () => Promise.resolve();
  /** GitHub's clock. */
  now: () => Date = () => new Date();
  readonly #planned: PlannedAnswer[] = [];
  readonly #faults: string[] = [];
  readonly #publicKey: string;
  readonly #server: Server;

  private constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.privateKey = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    this.#publicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    this.#server = createServer((request, response) => {
      this.#answer(request, response);
    });
  }

  static async start(): Promise<GitHubDouble> {
    const double = new GitHubDouble();
    double.#server.listen(0, '127.0.0.1');
    await once(double.#server, 'listening');
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** The next call is answered like this, whatever it is. */
  plan(answer: PlannedAnswer): void {
    this.#planned.push(answer);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    if (this.#faults.length > 0) throw new Error(`GitHub was called wrongly:\n${this.#faults.join('\n')}`);
    if (this.#planned.length > 0)
      throw new Error(`${String(this.#planned.length)} planned answers were not asked for`);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const call = `${request.method ?? ''} ${request.url ?? ''}`;
    this.requests.push(call);
    const planned = this.#planned.shift();
    if (planned) {
      this.#send(response, planned);
      return;
    }
    try {
      this.#check(request);
      this.#send(response, this.#resultOf(request));
    } catch (error) {
      this.#faults.push(`${call}: ${String(error)}`);
      this.#send(response, { status: 400, body: JSON.stringify({ message: String(error) }) });
    }
  }

  #send(response: ServerResponse, { status, headers = {}, body = '{}' }: PlannedAnswer): void {
    response.writeHead(status, {
      date: this.now().toUTCString(),
      'content-type': 'application/json; charset=utf-8',
      ...headers,
    });
    response.end(body);
  }

  #check({ headers, url = '' }: IncomingMessage): void {
    if (headers['x-github-api-version'] !== '2022-11-28')
      throw new Error('the version of the API is missing');
    if (!headers['user-agent']?.includes('slipway')) throw new Error('the user agent is missing');
    const [kind, credentials = ''] = (headers.authorization ?? '').split(' ');
    if (url.startsWith('/app/')) this.#checkJwt(kind ?? '', credentials);
    else if (kind !== 'token' || credentials !== this.token) throw new Error('this is not the token');
  }

  #checkJwt(kind: string, jwt: string): void {
    const [head = '', claims = '', signature = ''] = jwt.split('.');
    const verifier = createVerify('RSA-SHA256').update(`${head}.${claims}`);
    if (kind !== 'bearer' || !verifier.verify(this.#publicKey, signature, 'base64url'))
      throw new Error('this is no token that the App has signed');
    const { iss, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      iss: unknown;
      exp: number;
    };
    if (String(iss) !== this.appId) throw new Error('this is another App');
    if (exp * 1000 > Date.now() + 600_000)
      throw new Error('the token of an App is valid for ten minutes at most');
  }

  #resultOf({ method, url = '' }: IncomingMessage): PlannedAnswer {
    const { pathname, searchParams } = new URL(url, this.url);
    const [, hook = '', attempt] = /^\/(.+)\/deliveries(?:\/(\d+)\/attempts)?$/.exec(pathname) ?? [];
    const deliveries = this.deliveries.get(hook);
    if (!deliveries) return { status: 404, body: '{"message":"Not Found"}' };
    if (method === 'POST' && attempt !== undefined) return this.#redeliver(deliveries, attempt);
    if (method !== 'GET' || attempt !== undefined) throw new Error('there is no such call');
    const size = Number(searchParams.get('per_page') ?? 30);
    if (!(size >= 1 && size <= mostOfPage)) throw new Error('a page has 1 to 100 entries');
    const from = Number(searchParams.get('cursor')?.replace(/^v1_/, '') ?? 0);
    const next = new URL(pathname, this.url);
    next.searchParams.set('per_page', String(size));
    next.searchParams.set('cursor', `v1_${String(from + size)}`);
    return {
      status: 200,
      headers: from + size < deliveries.length ? { link: `<${next.href}>; rel="next"` } : {},
      body: `[${deliveries
        .slice(from, from + size)
        .map(entryOf)
        .join(',')}]`,
    };
  }

  #redeliver(deliveries: readonly DoubleDelivery[], attempt: string): PlannedAnswer {
    const delivery = deliveries.find((each) => each.attempt === attempt);
    if (!delivery) return { status: 404, body: '{"message":"Not Found"}' };
    this.asked.push(attempt);
    void this.onAsked(delivery);
    return { status: 202 };
  }
}

function entryOf({ attempt, guid, deliveredAt, event = 'push' }: DoubleDelivery): string {
  const rest = { guid, event, delivered_at: deliveredAt.toISOString(), action: null, redelivery: false };
  const result = { duration: 0.03, status: 'OK', status_code: 200, installation_id: null, repository_id: 1 };
  return `{"id":${attempt},${JSON.stringify({ ...rest, ...result }).slice(1)}`;
}
