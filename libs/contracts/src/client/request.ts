import type { z } from 'zod';
import type { Endpoint } from '../endpoint.ts';

/** Optional as a whole when each of its fields is, or when there are none. */
type Part<Key extends string, Value> = string extends keyof Value
  ? Readonly<Partial<Record<Key, Value>>>
  : Partial<Value> extends Value
    ? Readonly<Partial<Record<Key, Value>>>
    : Readonly<Record<Key, Value>>;

/** Query values as the handler will see them (`true`, `20`); the client writes them as text. */
type Query<E extends Endpoint> = {
  [Key in keyof z.input<E['query']>]: Key extends keyof z.output<E['query']>
    ? z.output<E['query']>[Key]
    : never;
};

/** What a call of an endpoint needs: path parameters, query, JSON body or stream, each only when the endpoint has it. */
export type RequestOf<E extends Endpoint> = Part<'params', z.input<E['params']>> &
  Part<'query', Query<E>> &
  (E['body'] extends z.ZodType ? { readonly body: z.input<E['body']> } : unknown) &
  (E['requestStream'] extends object
    ? { readonly stream: Uint8Array | AsyncIterable<Uint8Array> }
    : unknown) & {
    readonly signal?: AbortSignal | undefined;
  };

/** The same without its types, for the code that sends it. */
export interface AnyRequest {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly stream?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal | undefined;
}

/** Absolute URL of a request: every path parameter percent-encoded, undefined query values left out. */
export function requestUrl(base: string, endpoint: Endpoint, { params = {}, query = {} }: AnyRequest): URL {
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(plainText(params[name])),
  );
  const url = new URL(base.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, plainText(value));
  }
  return url;
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
