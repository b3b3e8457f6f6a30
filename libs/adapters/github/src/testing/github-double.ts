import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerGraphQL } from './double-graphql.ts';
import { DoubleApp } from './app-routes.ts';
import { refusalOfSignature } from './app-signature.ts';
import {
  json,
  notFound,
  NoSuchThing,
  type DoubleAnswer,
  type DoubleRoutes,
  type Permissions,
} from './double-call.ts';
import { GitHubDescription } from './github-description.ts';
import { hookRoutes, type DoubleDelivery } from './hook-routes.ts';
import { DoubleManifests } from './manifest-routes.ts';
import { DoubleRepository } from './repository-routes.ts';

interface InstalledRepository {
  readonly repository: DoubleRepository;
  readonly routes: DoubleRoutes;
}

interface IssuedToken {
  readonly permissions: Permissions;
  readonly repositories: readonly string[];
}

/**
 * GitHub's API, and strict: a call that GitHub's own description does not know or that does not take it so, without the
 * right credentials or headers, and an answer that GitHub would not give are faults, which `close` throws. So are answers
 * that were planned and not asked for.
 */
export class GitHubDouble {
  readonly appId = '4711';
  readonly app: DoubleApp;
  readonly manifests: DoubleManifests;
  readonly privateKey: string;
  readonly token = 'ghp_of-a-test';
  /** Newest first, by the path of their hook. */
  readonly deliveries = new Map<string, DoubleDelivery[]>();
  /** Attempts that were asked for. */
  readonly asked: string[] = [];
  readonly requests: string[] = [];
  /** Permissions of the tokens that were issued, in order. */
  readonly issued: Permissions[] = [];
  /** Called when an attempt is asked for: sends it, as GitHub does soon after it has answered. */
  onAsked: (delivery: DoubleDelivery) => Promise<void> = () => Promise.resolve();
  /** Answers that nothing has changed. */
  unchanged = 0;
  /** GitHub's clock. */
  now: () => Date = () => new Date();
  readonly #description: GitHubDescription;
  readonly #planned: DoubleAnswer[] = [];
  readonly #faults: string[] = [];
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #publicKey: string;
  readonly #server: Server;
  /** By full name. */
  readonly #repositories = new Map<string, InstalledRepository>();
  readonly #routes: DoubleRoutes;
  #breaksAt: number | undefined;

  private constructor(description: GitHubDescription) {
    this.#description = description;
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.privateKey = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    this.#publicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    this.app = new DoubleApp(Number(this.appId), description, (fullName) => this.#repositories.has(fullName));
    this.manifests = new DoubleManifests(this.app, this.privateKey, description);
    this.#routes = {
      ...{ ...this.#hookRoutes(), ...this.app.routes(), ...this.manifests.routes() },
      ...this.#tokenRoutes(),
    };
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  static async start(): Promise<GitHubDouble> {
    const double = new GitHubDouble(await GitHubDescription.load());
    double.#server.listen(0, '127.0.0.1');
    await once(double.#server, 'listening');
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** A repository that the App is installed in; a merge queue is that of the first one. @param git its bare repository */
  addRepository(fullName: string, git: string): DoubleRepository {
    const repository = new DoubleRepository(fullName, git, Number(this.appId), this.#description);
    this.#repositories.set(fullName, { repository, routes: repository.routes() });
    return repository;
  }

  /** The next call is answered like this, whatever it is. */
  plan(answer: DoubleAnswer): void {
    this.#planned.push(answer);
  }

  /** After so many calls more the next one is not answered. */
  breakAfter(calls: number): void {
    this.#breaksAt = this.requests.length + calls;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    if (this.#faults.length > 0) throw new Error(`GitHub was called wrongly:\n${this.#faults.join('\n')}`);
    if (this.#planned.length > 0)
      throw new Error(`${String(this.#planned.length)} planned answers were not asked for`);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = `${request.method ?? ''} ${request.url ?? ''}`;
    this.requests.push(call);
    if (this.#breaksAt !== undefined && this.requests.length > this.#breaksAt) {
      this.#breaksAt = undefined;
      request.socket.destroy();
      return;
    }
    const planned = this.#planned.shift();
    if (planned) {
      this.#send(response, planned);
      return;
    }
    try {
      this.#send(response, await this.#resultOf(request));
    } catch (error) {
      this.#faults.push(`${call}: ${String(error)}`);
      this.#send(response, json({ message: String(error) }, 400));
    }
  }

  get #first(): InstalledRepository | undefined {
    return [...this.#repositories.values()][0];
  }

  #send(response: ServerResponse, { status, headers = {}, body = '{}' }: DoubleAnswer): void {
    response.writeHead(status, {
      date: this.now().toUTCString(),
      'content-type': 'application/json; charset=utf-8',
      ...{ 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4990', 'x-ratelimit-resource': 'core' },
      ...headers,
    });
    response.end(status === 304 ? undefined : body);
  }

  async #resultOf(request: IncomingMessage): Promise<DoubleAnswer> {
    const { method = '', url = '', headers } = request;
    const { pathname, searchParams: query } = new URL(url, this.url);
    const sent = await text(request);
    const body = sent === '' ? undefined : (JSON.parse(sent) as Record<string, unknown>);
    if (pathname === '/graphql') return this.#graphql(request, body ?? {});
    const { operation, parameters } = this.#description.find(method, pathname);
    this.#description.checkRequest(operation, query, body);
    const { owner = '', repo } = parameters;
    const installed = repo === undefined ? this.#first : this.#repositories.get(`${owner}/${repo}`);
    const route = this.#routes[operation] ?? installed?.routes[operation];
    if (!route) throw new Error(`the double does not answer ${operation}`);
    if (headers['x-github-api-version'] !== '2022-11-28')
      throw new Error('the version of the API is missing');
    if (!headers['user-agent']?.includes('slipway')) throw new Error('the user agent is missing');
    const refusal = route.open === true ? undefined : this.#check(request, pathname, route.needs, parameters);
    if (refusal) return refusal;
    try {
      const answer = await route.answer({ parameters, query, body: body ?? {} });
      this.#description.checkAnswer(operation, answer.status, JSON.parse(answer.body ?? '{}'));
      return this.#conditional(request, answer);
    } catch (error) {
      if (error instanceof NoSuchThing) return notFound;
      throw error;
    }
  }

  #graphql(request: IncomingMessage, body: Readonly<Record<string, unknown>>): Promise<DoubleAnswer> {
    const isChange = String(body.query).trimStart().startsWith('mutation');
    const right = isChange ? 'write' : 'read';
    const refusal = this.#check(request, '/graphql', { pull_requests: right }, {});
    return refusal
      ? Promise.resolve(refusal)
      : answerGraphQL(body, this.#first?.repository.queue.answers() ?? {});
  }

  #conditional({ method, headers }: IncomingMessage, answer: DoubleAnswer): DoubleAnswer {
    if (method !== 'GET') return answer;
    const digest = createHash('sha256')
      .update(answer.body ?? '')
      .digest('hex');
    const etag = `"${digest}"`;
    if (headers['if-none-match'] === etag) {
      this.unchanged += 1;
      return { status: 304, headers: { etag } };
    }
    return { ...answer, headers: { ...answer.headers, etag } };
  }

  #check(
    { headers }: IncomingMessage,
    pathname: string,
    needs: Permissions | undefined,
    { repo }: Readonly<Record<string, string>>,
  ): DoubleAnswer | undefined {
    const [kind = '', credentials = ''] = (headers.authorization ?? '').split(' ');
    if (needs === undefined) {
      if (pathname === '/app' || pathname.startsWith('/app/') || pathname.endsWith('/installation'))
        return refusalOfSignature(`${kind} ${credentials}`, this.appId, this.#publicKey, this.now());
      if (kind !== 'token' || credentials !== this.token) throw new Error('this is not the token');
      return undefined;
    }
    const token = this.#tokens.get(credentials);
    if (!token) return json({ message: 'Bad credentials' }, 401);
    const ranks = ['read', 'write'];
    const allowed = Object.entries(needs).every(
      ([name, right]) => ranks.indexOf(token.permissions[name] ?? '') >= ranks.indexOf(right),
    );
    if (!allowed || (repo !== undefined && !token.repositories.includes(repo)))
      throw new Error(`its token is for ${JSON.stringify(token)}, not for ${JSON.stringify(needs)}`);
    return undefined;
  }

  #hookRoutes(): DoubleRoutes {
    return hookRoutes({
      deliveries: this.deliveries,
      url: () => this.url,
      onAsked: (delivery) => {
        this.asked.push(delivery.attempt);
        void this.onAsked(delivery);
      },
    });
  }

  #tokenRoutes(): DoubleRoutes {
    return {
      'POST /app/installations/{installation_id}/access_tokens': {
        answer: ({ parameters, body }) => {
          const { permissions, repositories } = body as unknown as IssuedToken;
          const refusal = this.app.refusalOf(parameters.installation_id, permissions);
          if (refusal) return refusal;
          const token = `ghs_${String(this.#tokens.size)}`;
          this.#tokens.set(token, { permissions, repositories });
          this.issued.push(permissions);
          const expires = new Date(Date.now() + 3_600_000).toISOString();
          const example = this.#description.example('installation-token');
          return json({ ...example, token, expires_at: expires, permissions }, 201);
        },
      },
    };
  }
}
