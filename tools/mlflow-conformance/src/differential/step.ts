export type Body = Readonly<Record<string, unknown>>;

/** What is made on both servers and has an id of its own on each; steps name it `<run 3>`. */
export type Kind = 'run' | 'logged' | 'webhook' | 'token';

/** One request that both servers get, with names in place of ids. */
export interface Step {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  /** Below the root, such as `runs/create`. */
  readonly path: string;
  /** Default `/api/2.0/mlflow`. */
  readonly root?: string;
  /** Parameters of a GET; lists are repeated. */
  readonly query?: Body;
  readonly body?: Body;
  /** What the answer brings, and where its id stands in it. */
  readonly makes?: { readonly kind: Kind; readonly id: (answer: Body) => unknown };
}

/** The answer of one server, comparable with that of the other. */
export interface Answer {
  readonly status: number;
  /** The JSON, or the text where it is none. */
  readonly body: unknown;
}
