import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { FakeObjects, fitsFields, fitsLabels, keyOf, type FakeObject } from './fake-objects.ts';
import { refusalOfSecret } from './fake-secrets.ts';
import { FakeWatch } from './fake-watch.ts';

export interface Fault {
  /** Requests whose `METHOD path?query` contains this; undefined: any. */
  readonly on?: string;
  readonly status?: number;
  readonly message?: string;
  readonly retryAfter?: number;
  /** The answer is cut off in the middle. */
  readonly truncate?: boolean;
  /** No answer comes, and the connection stays. */
  readonly hang?: boolean;
  /** How many requests; default 1. */
  readonly times?: number;
}

const listParameters = ['labelSelector', 'fieldSelector', 'limit', 'continue', 'resourceVersion'];
const watchParameters = [
  ...['watch', 'allowWatchBookmarks', 'resourceVersion', 'timeoutSeconds'],
  ...['labelSelector', 'fieldSelector'],
];
const logParameters = ['container', 'timestamps', 'limitBytes', 'follow', 'sinceTime'];

/**
 * An API server of Kubernetes in the forms of the wire, which is strict about what it gets (`violations`) and has every fault
 * of the real one on command.
 */
export class FakeApiServer {
  readonly objects = new FakeObjects();
  readonly violations: string[] = [];
  readonly requests: string[] = [];
  readonly watches = new Set<FakeWatch>();
  /** Logs by `namespace/pod/container`: lines with their times. */
  readonly logs = new Map<string, { lines: string[]; ended: boolean }>();
  /** Tokens that are accepted. */
  tokens = new Set(['token']);
  /** Whether expired watches are told by an event, or by the status of the answer. */
  expireBy: 'event' | 'status' = 'event';
  readonly #faults: { fault: Fault; left: number }[] = [];
  readonly #logWaiters = new Set<() => void>();
  #server: Server | undefined;
  #port = 0;

  static async start(): Promise<FakeApiServer> {
    const fake = new FakeApiServer();
    fake.objects.subscribe((collection, event) => {
      for (const watch of fake.watches) watch.offer(collection, event);
    });
    await fake.up();
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  /** A kubeconfig for this server. */
  kubeconfig(token = 'token'): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'fake',
      clusters: [{ name: 'fake', cluster: { server: this.url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'fake', user: { token } }],
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
    });
  }

  fail(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  appendLog(key: string, lines: readonly string[], ended = false): void {
    const log = this.logs.get(key) ?? { lines: [], ended: false };
    log.lines.push(...lines);
    log.ended = ended;
    this.logs.set(key, log);
    for (const wake of this.#logWaiters) wake();
  }

  /** Listens again on the port it had. */
  async up(): Promise<void> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        if (!request.destroyed && !response.destroyed) this.violations.push(String(error));
        response.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Goes down as a process that was killed does. */
  async down(): Promise<void> {
    const server = this.#server;
    await new Promise<void>((resolve) => {
      server?.close(() => {
        resolve();
      });
      server?.closeAllConnections();
    });
    this.watches.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.url);
    const line = `${request.method ?? ''} ${url.pathname}${url.search}`;
    this.requests.push(line);
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!this.tokens.has(token)) {
      sendStatus(response, 401, 'Unauthorized', 'Unauthorized');
      return;
    }
    const planned = this.#faults.find(({ fault, left }) => left > 0 && line.includes(fault.on ?? ''));
    if (planned) {
      planned.left -= 1;
      const { fault } = planned;
      if (fault.hang) return;
      if (fault.truncate) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"kind":"List","metadata":{"resourceVer', () => response.destroy());
        return;
      }
      const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      sendStatus(response, fault.status ?? 500, 'Planned', fault.message ?? 'planned by the test', headers);
      return;
    }
    if (url.pathname === '/version') {
      send(response, 200, { gitVersion: 'v1.36.3' });
      return;
    }
    const log = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/log$/.exec(url.pathname);
    if (log) {
      this.#expect(url, logParameters, line);
      await this.#sendLog(
        `${log[1] ?? ''}/${log[2] ?? ''}/${url.searchParams.get('container') ?? ''}`,
        url,
        response,
      );
      return;
    }
    const place = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?$/.exec(
      url.pathname,
    );
    if (!place) {
      this.violations.push(`unknown path: ${line}`);
      sendStatus(response, 404, 'NotFound', 'the server could not find the requested resource');
      return;
    }
    const [, base = '', namespace, plural = '', name] = place;
    const collection = `${base}/${plural}`;
    if (collection === '/api/v1/secrets' && request.method !== 'POST') {
      this.violations.push(`not allowed: ${line}`);
      sendStatus(response, 403, 'Forbidden', `cannot ${request.method ?? ''} secrets`);
      return;
    }
    if (request.method !== 'GET') await this.#write(request, response, collection, namespace, name);
    else if (name !== undefined) {
      const found = this.objects
        .collection(collection)
        .objects.get(keyOf({ name, ...(namespace !== undefined && { namespace }) }));
      if (found) send(response, 200, found);
      else sendStatus(response, 404, 'NotFound', `${plural} "${name}" not found`);
    } else if (url.searchParams.get('watch') === 'true')
      this.#watch(url, response, collection, namespace, line);
    else this.#list(url, response, collection, namespace, line);
  }

  #expect(url: URL, known: readonly string[], line: string): void {
    for (const key of url.searchParams.keys())
      if (!known.includes(key)) this.violations.push(`unknown parameter ${key}: ${line}`);
  }

  #list(
    url: URL,
    response: ServerResponse,
    collection: string,
    namespace: string | undefined,
    line: string,
  ): void {
    this.#expect(url, listParameters, line);
    const limit = Number(url.searchParams.get('limit') ?? 0);
    if (!(limit >= 1 && limit <= 500)) this.violations.push(`a list without pages: ${line}`);
    const [, version = this.objects.version, start = 0] =
      /^(\d+):(\d+)$/.exec(url.searchParams.get('continue') ?? '')?.map(Number) ?? [];
    if (version < this.objects.compacted) {
      sendStatus(response, 410, 'Expired', 'The provided continue parameter is too old');
      return;
    }
    const all = [...this.objects.collection(collection).objects.values()].filter(
      (object) =>
        (namespace === undefined || object.metadata.namespace === namespace) &&
        fitsLabels(object, url.searchParams.get('labelSelector')) &&
        fitsFields(object, url.searchParams.get('fieldSelector')),
    );
    const rest = all.length > start + limit ? `${String(version)}:${String(start + limit)}` : '';
    const metadata = { resourceVersion: String(version), ...(rest !== '' && { continue: rest }) };
    // A list repeats neither apiVersion nor kind on its items.
    const items = all
      .slice(start, start + limit)
      .map((item) => ({ ...item, apiVersion: undefined, kind: undefined }));
    send(response, 200, { kind: 'List', apiVersion: 'v1', metadata, items });
  }

  #watch(
    url: URL,
    response: ServerResponse,
    collection: string,
    namespace: string | undefined,
    line: string,
  ): void {
    this.#expect(url, watchParameters, line);
    const from = Number(url.searchParams.get('resourceVersion') ?? NaN);
    if (!Number.isSafeInteger(from)) this.violations.push(`a watch from nowhere: ${line}`);
    if (!url.searchParams.has('timeoutSeconds')) this.violations.push(`a watch without an end: ${line}`);
    const expired = from < this.objects.compacted;
    if (expired && this.expireBy === 'status') {
      sendStatus(response, 410, 'Expired', 'too old resource version');
      return;
    }
    const scope = {
      collection,
      namespace,
      labels: url.searchParams.get('labelSelector'),
      fields: url.searchParams.get('fieldSelector'),
    };
    const watch = new FakeWatch(scope, response);
    if (expired) {
      watch.error(410, 'Expired', `too old resource version: ${String(from)}`);
      return;
    }
    this.watches.add(watch);
    response.on('close', () => this.watches.delete(watch));
    for (const event of this.objects.collection(collection).events)
      if (event.version > from) watch.offer(collection, event);
  }

  async #write(
    request: IncomingMessage,
    response: ServerResponse,
    collection: string,
    namespace: string | undefined,
    name: string | undefined,
  ): Promise<void> {
    const body = (await json(request)) as FakeObject;
    const type = request.headers['content-type'] ?? '';
    const wanted = request.method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
    if (type !== wanted) this.violations.push(`content type ${type} of a ${request.method ?? ''}`);
    const metadata = { ...body.metadata, ...(namespace !== undefined && { namespace }) };
    const before = this.objects.collection(collection).objects.get(keyOf(metadata));
    const created = request.method === 'POST';
    const stale = request.method === 'PUT' && before?.metadata.resourceVersion !== metadata.resourceVersion;
    const refusal = collection === '/api/v1/secrets' && refusalOfSecret({ ...body, metadata });
    if (refusal) sendStatus(response, 403, 'Forbidden', refusal);
    else if (!created && name !== metadata.name)
      sendStatus(response, 400, 'BadRequest', 'the name does not match');
    else if (created && before)
      sendStatus(response, 409, 'AlreadyExists', `"${metadata.name}" already exists`);
    else if (stale) sendStatus(response, 409, 'Conflict', 'the object has been modified');
    else send(response, created ? 201 : 200, this.objects.put(collection, { ...body, metadata }));
  }

  async #sendLog(key: string, url: URL, response: ServerResponse): Promise<void> {
    const log = this.logs.get(key);
    if (!log) {
      sendStatus(response, 404, 'NotFound', `no log of ${key}`);
      return;
    }
    const since = url.searchParams.get('sinceTime') ?? '';
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.flushHeaders();
    for (let next = 0; !response.destroyed;) {
      for (; next < log.lines.length; next += 1) {
        const line = log.lines[next] ?? '';
        if (Date.parse(line.split(' ')[0] ?? '') >= (Date.parse(since) || 0)) response.write(`${line}\n`);
      }
      if (url.searchParams.get('follow') !== 'true' || log.ended) break;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#logWaiters.delete(wake);
          resolve();
        };
        this.#logWaiters.add(wake);
        response.on('close', wake);
      });
    }
    response.end();
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function sendStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      code,
      reason,
      message,
    }),
  );
}
