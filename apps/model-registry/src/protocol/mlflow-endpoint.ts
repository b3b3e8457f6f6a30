import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '@slipway/service';
import type { RegistryContext } from '../context.ts';
import type { Checks } from './checks.ts';
import type { Json, Message, RequestOf } from './message.ts';

/** Who calls, and in which team's name space. */
export interface Scope {
  readonly team: string;
  readonly principal: Principal;
  readonly traceparent: string;
}

export interface MlflowCall<Request> {
  readonly request: Request;
  /** The parameters as they were sent, for the few endpoints that tell absent from empty. */
  readonly raw: Readonly<Record<string, Json>>;
  /** Parameters of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly scope: Scope;
}

/** One endpoint of MLflow's REST API. */
export interface MlflowEndpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  /** `/mlflow/runs/create`; `{name}` stands for one segment. Served below `/api/<version>` and `/ajax-api/<version>`. */
  readonly path: string;
  /** Default 2.0. */
  readonly version?: '2.0' | '3.0';
  /** What it takes: `public` nothing, `read` a viewer of the team, `write` a contributor, `administer` a maintainer. */
  readonly access: 'public' | 'read' | 'write' | 'administer';
  readonly summary: string;
  readonly request: Message;
  readonly checks: Checks;
  /** The answer as an object; undefined fields and empty lists are left out, numbers that JSON lacks become texts. */
  readonly handle: (context: RegistryContext, call: MlflowCall<never>) => Promise<object>;
}

interface Definition<M extends Message> extends Omit<MlflowEndpoint, 'request' | 'handle' | 'checks'> {
  readonly request: M;
  readonly checks?: Checks;
  readonly handle: (context: RegistryContext, call: MlflowCall<RequestOf<M>>) => Promise<object>;
}

export function mlflowEndpoint<M extends Message>(definition: Definition<M>): MlflowEndpoint {
  return { checks: {}, ...definition };
}

/** A route whose body or answer is a stream of bytes, such as an artifact. It writes its own answer. */
export interface StreamRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  /** Whole path, such as `/api/2.0/mlflow-artifacts/artifacts/{path*}`; `{path*}` stands for the rest. */
  readonly path: string;
  readonly access: MlflowEndpoint['access'];
  readonly summary: string;
  readonly handle: (context: RegistryContext, exchange: StreamExchange) => Promise<void>;
}

export interface StreamExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Parameters of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly scope: Scope;
}
