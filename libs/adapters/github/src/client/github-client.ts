import { createAppAuth } from '@octokit/auth-app';
import { RequestError } from '@octokit/request-error';
import { Octokit } from '@octokit/rest';
import { InvalidInputError, UnavailableError, type Clock } from '@slipway/kernel';
import QuickLRU from 'quick-lru';
import type { z } from 'zod';
import { failureOf } from './failure.ts';
import { budgetOf, type AnswerHeaders, type CallBudget } from './rate-limit.ts';

/** Who calls GitHub: an App by its private key, somebody by a token, or nobody that it knows. */
export type GitHubCredentials =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'app'; readonly appId: string; readonly privateKey: string }
  | { readonly kind: 'token'; readonly token: string };

export interface GitHubClientOptions {
  readonly credentials: GitHubCredentials;
  /** Of GitHub Enterprise Server: `https://github.example/api/v3`. */
  readonly apiUrl: string;
  readonly clock: Clock;
  /** Told after each answer that tells. */
  readonly onBudget?: (budget: CallBudget) => void;
  /** Told GitHub's time after each answer. */
  readonly onTime?: (now: Date) => void;
}

export interface GitHubAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** The body as it came. */
  readonly text: string;
}

/** What a token of an installation may do there, as GitHub names permissions: `{ checks: 'write' }`. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** An installation of the App, and the one repository that a token is good for. */
export interface Installation {
  readonly id: number;
  readonly repository: string;
}

/** Whose calls GitHub counts together: those of an installation by its id, or those of the App itself, or by the token. */
type Account = number | 'own';

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** A path of the API with its parameters, which are escaped: `/repos/{owner}/{repo}`; or a whole URL that GitHub gave. */
  readonly path: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

type OctokitOptions = NonNullable<ConstructorParameters<typeof Octokit>[0]>;

/** Milliseconds that an answer may take. */
const patience = 30_000;

/** Answers that are asked for again only if they have changed, and characters of one, at most. */
const kept = { answers: 500, characters: 65_536 } as const;

/**
 * Calls GitHub's REST API. When GitHub says that there are no calls left, none is made until the time that it names: they
 * fail at once with UnavailableError. GitHub counts the calls of each installation apart, and those of the App itself, so one
 * that has none left does not keep others waiting. An answer that has not changed since it was asked for last does not count
 * against the limit.
 * @throws UnavailableError, ForbiddenError, NotFoundError, InvalidInputError by all calls; `details.status` has the status
 */
export class GitHubClient {
  /** Signs in as the App itself, or by the token. */
  readonly #octokit: Octokit;
  /** Signs in by headers of a call. */
  readonly #plain: Octokit;
  readonly #clock: Clock;
  readonly #onBudget: (budget: CallBudget) => void;
  readonly #onTime: (now: Date) => void;
  readonly #known = new QuickLRU<string, { readonly etag: string; readonly text: string }>({
    maxSize: kept.answers,
  });
  readonly #apiUrl: string;
  /** Milliseconds of the clock, of those accounts that have no calls left. */
  readonly #blockedUntil = new Map<Account, number>();

  constructor({ credentials, apiUrl, clock, onBudget = ignore, onTime = ignore }: GitHubClientOptions) {
    this.#clock = clock;
    this.#apiUrl = apiUrl;
    this.#onBudget = onBudget;
    this.#onTime = onTime;
    const common = { baseUrl: apiUrl, userAgent: 'slipway', log: quiet };
    this.#plain = new Octokit(common);
    this.#octokit = credentials.kind === 'nobody' ? this.#plain : new Octokit(signedIn(credentials, common));
    // Here and not at each call: the strategy of Apps makes calls of its own.
    for (const octokit of new Set([this.#plain, this.#octokit]))
      octokit.hook.before('request', (options) => {
        options.headers['x-github-api-version'] = '2022-11-28';
        options.request = { ...options.request, signal: AbortSignal.timeout(patience) };
      });
  }

  /** @param path of the API, or a whole URL that GitHub gave */
  call(method: 'GET' | 'POST', path: string): Promise<GitHubAnswer> {
    return this.#send('own', { method, path });
  }

  /** Calls as the App itself, or by the token. */
  async request<T>(call: Call, schema: z.ZodType<T>): Promise<T> {
    const { text } = await this.#send('own', call);
    return parsed(call.path, text, schema);
  }

  /** Calls as an installation of the App, by a token that can do no more than `permissions` in the one repository. */
  async requestAs<T>(
    installation: Installation,
    permissions: Permissions,
    call: Call,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const authorization = `token ${await this.installationToken(installation, permissions)}`;
    const signed = { ...call, headers: { authorization } };
    const text =
      call.method === 'GET'
        ? await this.#read(installation.id, signed)
        : (await this.#send(installation.id, signed)).text;
    return parsed(call.path, text, schema);
  }

  /** A token that is good for an hour at most, and for ten minutes at least. */
  async installationToken({ id, repository }: Installation, permissions: Permissions): Promise<string> {
    const path = '/app/installations/{installation_id}/access_tokens';
    const wanted = {
      type: 'installation',
      installationId: id,
      repositoryNames: [repository],
      permissions,
    } as const;
    const auth = (await this.#guarded('own', path, () => this.#octokit.auth(wanted))) as {
      readonly token: string;
    };
    return auth.token;
  }

  /** What was read before counts if GitHub says that it has not changed. */
  async #read(account: Account, call: Call): Promise<string> {
    const { url } = this.#plain.request.endpoint(call.path, call.parameters);
    const before = this.#known.get(url);
    const conditional = before ? { ...call.headers, 'if-none-match': before.etag } : call.headers;
    const answer = await this.#send(account, {
      ...call,
      ...(conditional ? { headers: conditional } : {}),
    });
    if (answer.status === 304 && before) return before.text;
    const { etag } = answer.headers;
    if (typeof etag === 'string' && answer.text.length <= kept.characters)
      this.#known.set(url, { etag, text: answer.text });
    return answer.text;
  }

  async #send(account: Account, { method, path, parameters, headers }: Call): Promise<GitHubAnswer> {
    const octokit = account === 'own' ? this.#octokit : this.#plain;
    return this.#guarded(account, path, async () => {
      try {
        const answer = await octokit.request({
          ...parameters,
          method,
          url: path,
          ...(path === '/graphql' ? { baseUrl: graphqlBase(this.#apiUrl) } : {}),
          headers: { ...headers },
          // Numbers of deliveries may be larger than a number of JavaScript: the body is not parsed by it.
          request: { parseSuccessResponseBody: false },
        });
        this.#tell(account, answer.headers);
        const text = answer.status === 204 ? '' : await new Response(answer.data as ReadableStream).text();
        return { status: answer.status, headers: answer.headers, text };
      } catch (error) {
        if (error instanceof RequestError && error.status === 304)
          return { status: 304, headers: error.response?.headers ?? {}, text: '' };
        throw error;
      }
    });
  }

  async #guarded<T>(account: Account, path: string, work: () => Promise<T>): Promise<T> {
    const wait = (this.#blockedUntil.get(account) ?? 0) - this.#clock.now().getTime();
    if (wait > 0)
      throw new UnavailableError(`GitHub takes no calls of ours for ${String(Math.ceil(wait / 1000))} s`);
    this.#blockedUntil.delete(account);
    try {
      return await work();
    } catch (error) {
      const now = this.#clock.now();
      if (error instanceof RequestError && error.response) this.#tell(account, error.response.headers);
      const { failure, pause } = failureOf(path, error, now);
      if (pause !== undefined) this.#blockedUntil.set(account, now.getTime() + pause);
      throw failure;
    }
  }

  #tell(account: Account, headers: AnswerHeaders): void {
    const budget = budgetOf(headers);
    if (budget) this.#onBudget({ ...budget, installation: account === 'own' ? undefined : account });
    const now = Date.parse(String(headers.date));
    if (!Number.isNaN(now)) this.#onTime(new Date(now));
  }
}

/** GitHub Enterprise Server has it beside its REST API, and not below. */
const graphqlBase = (apiUrl: string): string => apiUrl.replace(/\/api\/v3\/?$/, '/api');

const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore };

type SignedIn = Exclude<GitHubCredentials, { readonly kind: 'nobody' }>;

function signedIn(credentials: SignedIn, common: OctokitOptions): OctokitOptions {
  if (credentials.kind === 'token') return { ...common, auth: credentials.token };
  const { appId, privateKey } = credentials;
  return { ...common, authStrategy: createAppAuth, auth: { appId, privateKey, log: quiet } };
}

/** @throws UnavailableError for a body that is not whole, or not what the API says. */
function parsed<T>(path: string, text: string, schema: z.ZodType<T>): T {
  const json = text === '' ? undefined : jsonOf(text);
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new UnavailableError(`GitHub's answer to ${path} is not whole, or not what its API says`, {
    cause: result.error,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ignore(): void {
  // Failures are thrown, and logged by who calls.
}

/** The status of an answer that a call failed with; undefined when it failed without one. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof InvalidInputError)) return undefined;
  const { status } = error.details;
  return typeof status === 'number' ? status : undefined;
}
