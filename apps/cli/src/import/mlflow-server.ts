import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnauthenticatedError,
  UnavailableError,
} from '@slipway/kernel';

export interface MlflowServerOptions {
  /** Tracking URI. */
  readonly url: string;
  /** Value of the header `Authorization`. */
  readonly authorization: string | undefined;
  readonly signal: AbortSignal;
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** Milliseconds between tries of what failed for a reason that passes. */
const pauses = [200, 1_000, 3_000, 10_000];
/** Milliseconds within which an answer has to begin. */
const patience = 120_000;

const passing = new Set([408, 429, 500, 502, 503, 504]);

/** An MLflow server as an import uses it. Calls are tried again when they fail for a reason that passes. */
export class MlflowServer {
  readonly url: string;
  readonly #options: MlflowServerOptions;

  constructor(options: MlflowServerOptions) {
    this.#options = options;
    this.url = options.url.replace(/\/+$/, '');
  }

  /** The JSON that `GET /api/2.0/mlflow/<path>` answers; undefined when there is no such thing or no such endpoint. */
  async get(path: string, query: Query = {}): Promise<unknown> {
    const response = await this.#call(this.#address(`/api/2.0/mlflow/${path}`, query), {});
    return response && (await response.json());
  }

  async post(path: string, body: object): Promise<unknown> {
    const response = await this.#call(this.#address(`/api/2.0/mlflow/${path}`, {}), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response && (await response.json());
  }

  /** The content of a file, from its beginning. @throws NotFoundError */
  async download(path: string, query: Query): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#call(this.#address(path, query), {});
    if (!response?.body)
      throw new NotFoundError(`${this.url} has no file at ${path} ${JSON.stringify(query)}`);
    return response.body;
  }

  /** Stores a file. Is not tried again: the content is gone then. Returns the headers of the answer. */
  async upload(path: string, content: AsyncIterable<Uint8Array>): Promise<Headers> {
    const { signal } = this.#options;
    const response = await fetch(this.#address(path, {}), {
      method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream', ...this.#authorization() },
      body: ReadableStream.from(content),
      duplex: 'half',
      signal,
    });
    if (!response.ok) throw await errorOf(response);
    await response.text();
    return response.headers;
  }

  #address(path: string, query: Query): URL {
    const address = new URL(this.url + path);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) address.searchParams.set(name, String(value));
    return address;
  }

  #authorization(): Record<string, string> {
    const { authorization } = this.#options;
    return authorization === undefined ? {} : { Authorization: authorization };
  }

  async #call(address: URL, init: RequestInit): Promise<Response | undefined> {
    const { signal } = this.#options;
    for (let failures = 0; ; failures += 1) {
      let failure: unknown;
      try {
        const response = await fetch(address, {
          ...init,
          headers: { ...(init.headers as Record<string, string> | undefined), ...this.#authorization() },
          signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
        });
        if (response.ok) return response;
        if (response.status === 404) {
          await response.body?.cancel();
          return undefined;
        }
        failure = await errorOf(response);
        if (!passing.has(response.status)) throw failure;
      } catch (error) {
        signal.throwIfAborted();
        if (error === failure) throw error;
        failure = error;
      }
      const pause = pauses[failures];
      if (pause === undefined)
        throw new UnavailableError(`${address.origin}${address.pathname} does not answer as it should`, {
          cause: failure,
        });
      await new Promise((resolve) => setTimeout(resolve, pause));
      signal.throwIfAborted();
    }
  }
}

async function errorOf(response: Response): Promise<Error> {
  const { pathname } = new URL(response.url);
  const said = (await response.text()).slice(0, 500);
  const text = `${pathname} was answered with ${String(response.status)}: ${said}`;
  if (response.status === 401) return new UnauthenticatedError(text);
  if (response.status === 403) return new ForbiddenError(text);
  return response.status < 500 ? new InvalidInputError(text) : new UnavailableError(text);
}
