import type { IncomingMessage, ServerResponse } from 'node:http';
import { invalidParameter } from '@slipway/registry';
import type { JsonBodies } from '@slipway/service';
import { checkParameters } from './checks.ts';
import { isRecord, type Json, type Message } from './message.ts';
import type { MlflowEndpoint } from './mlflow-endpoint.ts';

type Parameters = Readonly<Record<string, Json>>;

/**
 * Reads the parameters of a request: of the query of a GET, otherwise of a JSON body. Parameters of the path count as
 * sent. Throws MlflowError in MLflow's words.
 */
export async function readRequest(
  { request: message, checks, method }: MlflowEndpoint,
  incoming: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  bodies: JsonBodies,
): Promise<{ readonly request: object; readonly raw: Parameters }> {
  const raw =
    method === 'GET' && query.size > 0
      ? queryParameters(message, query)
      : await bodyParameters(incoming, response, bodies);
  const { value, failed, conflict } = message.read(raw);
  if (conflict !== undefined) throw invalidParameter(conflict);
  checkParameters(checks, raw, failed);
  return { request: value, raw };
}

function queryParameters({ shape }: Message, query: URLSearchParams): Parameters {
  const parameters: Record<string, Json> = {};
  for (const [name, { repeated, schema }] of Object.entries(shape)) {
    const values = query.getAll(name);
    const [first] = values;
    if (first === undefined) continue;
    if (repeated) parameters[name] = values;
    else parameters[name] = schema.type === 'boolean' ? booleanOf(first) : first;
  }
  return parameters;
}

function booleanOf(value: string): boolean {
  const lower = value.toLowerCase();
  if (lower !== 'true' && lower !== 'false')
    throw invalidParameter(`Invalid boolean value: ${value}, must be 'true' or 'false'.`);
  return lower === 'true';
}

async function bodyParameters(
  incoming: IncomingMessage,
  response: ServerResponse,
  bodies: JsonBodies,
): Promise<Parameters> {
  const { method = 'GET' } = incoming;
  if (method === 'POST' || method === 'PUT') checkContentType(incoming.headers['content-type']);
  const bytes = await bodies.bytes(incoming, response);
  const body = jsonIn(bytes.toString('utf8'));
  // Old clients encode their JSON twice.
  const value = typeof body === 'string' ? jsonIn(body) : body;
  return isRecord(value) ? value : {};
}

function checkContentType(header: string | undefined): void {
  if (header === undefined) throw invalidParameter('Bad Request. Content-Type header is missing.');
  if (header.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    throw invalidParameter("Bad Request. Content-Type must be one of ['application/json'].");
}

function jsonIn(text: string): Json | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    // What MLflow does too: a body that is no JSON has no parameters, and the missing ones are named.
    return undefined;
  }
}
