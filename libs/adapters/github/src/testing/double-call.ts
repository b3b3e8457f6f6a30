/** What a token of an installation may do there. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** A call that the double has found to be right. */
export interface DoubleCall {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface DoubleAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
}

/** How the double answers a call of the API. */
export interface DoubleRoute {
  /** What the token of an installation must be allowed; undefined: the App itself, or a person's token. */
  readonly needs?: Permissions;
  /** Anybody may call it. */
  readonly open?: boolean;
  readonly answer: (call: DoubleCall) => DoubleAnswer | Promise<DoubleAnswer>;
}

/** By operation: `GET /app/hook/deliveries`. */
export type DoubleRoutes = Readonly<Record<string, DoubleRoute>>;

export const json = (value: unknown, status = 200): DoubleAnswer => ({ status, body: JSON.stringify(value) });

export const notFound: DoubleAnswer = { status: 404, body: '{"message":"Not Found"}' };

/** The double answers it with 404. */
export class NoSuchThing extends Error {}

/** As GitHub refuses what can not be. */
export const unprocessable = (message: string): DoubleAnswer =>
  json(
    {
      message: 'Validation Failed',
      errors: [{ message, resource: 'PullRequest', code: 'custom' }],
      documentation_url: 'https://docs.github.com/rest',
    },
    422,
  );

/** A page of a list by `per_page` and `page`. */
export function pageOf<T>(entries: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const page = Number(query.get('page') ?? 1);
  return entries.slice((page - 1) * size, page * size);
}
