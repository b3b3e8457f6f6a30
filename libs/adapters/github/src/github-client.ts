import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { RequestError } from '@octokit/request-error';
import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnavailableError,
  type Clock,
} from '@slipway/kernel';

/** Who calls GitHub: an App by its private key, or somebody by a token. */
export type GitHubCredentials =
  | { readonly kind: 'app'; readonly appId: string; readonly privateKey: string }
  | { readonly kind: 'token'; readonly token: string };

export interface GitHubClientOptions {
  readonly credentials: GitHubCredentials;
  /** Of GitHub Enterprise Server: `https://github.example/api/v3`. */
  readonly apiUrl: string;
  readonly clock: Clock;
}

export interface GitHubAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  /** The body as it came. */
  readonly text: string;
}

/** Milliseconds that an answer may take. */
const patience = 30_000;

/**
 * Calls GitHub's REST API. When GitHub says that there are no calls left, none is made until the time that it names: they
 * fail at once with UnavailableError.
 */
export class GitHubClient {
  readonly #octokit: Octokit;
  readonly #clock: Clock;
  #blockedUntil = 0;

  constructor({ credentials, apiUrl, clock }: GitHubClientOptions) {
    this.#clock = clock;
    const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore };
    const common = { baseUrl: apiUrl, userAgent: 'slipway', log: quiet };
    this.#octokit =
      credentials.kind === 'token'
        ? new Octokit({ ...common, auth: credentials.token })
        : new Octokit({
            ...common,
            authStrategy: createAppAuth,
            auth: { appId: credentials.appId, privateKey: credentials.privateKey, log: quiet },
          });
  }

  /**
   * @param path of the API, or a whole URL that GitHub gave
   * @throws UnavailableError, ForbiddenError, NotFoundError, InvalidInputError
   */
  async call(method: 'GET' | 'POST', path: string): Promise<GitHubAnswer> {
    const wait = this.#blockedUntil - this.#clock.now().getTime();
    if (wait > 0)
      throw new UnavailableError(`GitHub takes no calls of ours for ${String(Math.ceil(wait / 1000))} s`);
    try {
      const answer = await this.#octokit.request({
        method,
        url: path,
        headers: { 'x-github-api-version': '2022-11-28' },
        // Numbers of deliveries may be larger than a number of JavaScript: the body is not parsed by it.
        request: { parseSuccessResponseBody: false, signal: AbortSignal.timeout(patience) },
      });
      const text = await new Response(answer.data as ReadableStream).text();
      return { status: answer.status, headers: answer.headers, text };
    } catch (error) {
      throw this.#failure(path, error);
    }
  }

  #failure(path: string, error: unknown): Error {
    if (!(error instanceof RequestError) || !error.response)
      return new UnavailableError(`GitHub does not answer ${path}`, { cause: error });
    const { status } = error;
    const { headers } = error.response;
    const pause = pauseOf(status, headers, this.#clock.now());
    if (pause !== undefined) {
      this.#blockedUntil = this.#clock.now().getTime() + pause;
      return new UnavailableError(
        `GitHub takes no more calls of ours now: in ${String(Math.ceil(pause / 1000))} s again`,
        { details: { path } },
      );
    }
    const details = { details: { path, status }, cause: error.message };
    if (status === 404)
      return new NotFoundError(`GitHub does not have ${path}, or not for these credentials`, details);
    if (status === 401)
      return new ForbiddenError(
        'GitHub does not know these credentials: are they of this server, and is the clock right?',
        details,
      );
    if (status === 403) return new ForbiddenError(`these credentials do not open ${path} of GitHub`, details);
    if (status >= 500) return new UnavailableError(`GitHub could not answer ${path}`, details);
    return new InvalidInputError(`GitHub refused ${path}`, details);
  }
}

/**
 * Milliseconds until calls are taken again, when an answer says that there are none left: primary and secondary limits, as
 * GitHub documents them under "Rate limits for the REST API".
 */
export function pauseOf(
  status: number,
  headers: Readonly<Record<string, string | number | undefined>>,
  now: Date,
): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = headers['retry-after'];
  if (retryAfter !== undefined) return bounded(Number(retryAfter) * 1000);
  if (String(headers['x-ratelimit-remaining']) === '0') {
    // Against GitHub's own clock, which its answer tells: ours may be wrong.
    const there = Date.parse(String(headers.date));
    return bounded(
      Number(headers['x-ratelimit-reset']) * 1000 - (Number.isNaN(there) ? now.getTime() : there),
    );
  }
  return status === 429 ? 60_000 : undefined;
}

/** Not less than a second, nor more than an hour. */
function bounded(milliseconds: number): number {
  return Number.isFinite(milliseconds) ? Math.min(3_600_000, Math.max(1_000, milliseconds)) : 60_000;
}

function ignore(): void {
  // Failures are thrown, and logged by who calls.
}
