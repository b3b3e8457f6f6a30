import type { z } from 'zod';

/**
 * Who may call an endpoint. There is no default: an endpoint without a rule does not compile. `team-*` and `agent` are
 * checked against the `team` and `cluster` path parameters before the handler runs. `team-run` takes programs of the team's runs
 * besides who may write, `team-run-read` besides who may read. `repository-*` is about the environment repository, which holds
 * what all teams have: it takes what cloning it takes, or pushing to it.
 */
export type Access =
  | 'public'
  | 'signed-in'
  | 'team-read'
  | 'team-write'
  | 'team-run-read'
  | 'team-run'
  | 'team-administer'
  | 'repository-read'
  | 'repository-write'
  | 'agent'
  | 'admin';

type Fields = z.ZodObject;

/** One HTTP endpoint, stated once: the server mounts it, the client calls it, the OpenAPI document lists it. */
export interface Endpoint<
  Params extends Fields = Fields,
  Query extends Fields = Fields,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  /** OpenAPI operationId. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** OpenAPI path: `/v1/teams/{team}/runs`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly params: Params;
  readonly query: Query;
  /** JSON body, or undefined when there is none (or `requestStream` is set). */
  readonly body?: Body;
  /** The body is a stream of bytes, at most this many. */
  readonly requestStream?: { readonly maxBytes: number };
  readonly status: number;
  readonly response: Response;
  /** The answer is a stream: server-sent events whose data are `response`, or bytes (`response` is then z.string()). */
  readonly responseStream?: 'events' | 'bytes';
  /**
   * Of bytes that are not `application/octet-stream`. Another endpoint may have the same method and path: this one answers
   * those whose `Accept` prefers it.
   */
  readonly mediaType?: string;
}

/** Declares an endpoint and keeps its exact type, so that handlers and the client know its body and its streams. */
export function endpoint<E extends Endpoint>(definition: E): E {
  return definition;
}
