import type { MlflowEndpoint, StreamRoute } from './mlflow-endpoint.ts';
import { mlflowVersion } from './server-routes.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * MLflow's REST API as it is served here, in OpenAPI 3.1: each endpoint once, below `/api`. `/ajax-api` and, for a team,
 * `/teams/<team>` in front of either serve the same.
 */
export function mlflowOpenApi(endpoints: readonly MlflowEndpoint[], streams: readonly StreamRoute[]): object {
  const paths: Record<string, Record<string, Schema>> = {};
  const add = (method: string, path: string, operation: Schema): void => {
    const plain = path.replaceAll('*}', '}');
    paths[plain] = { ...paths[plain], [method.toLowerCase()]: operation };
  };
  for (const endpoint of endpoints)
    add(endpoint.method, `/api/${endpoint.version ?? '2.0'}${endpoint.path}`, operationOf(endpoint));
  for (const { method, path, summary, access } of streams)
    add(method, path, {
      summary,
      ...accessOf(access),
      parameters: pathParameters(path),
      ...(method === 'PUT' || method === 'POST'
        ? { requestBody: { content: { 'application/octet-stream': {} } } }
        : {}),
      responses: responses({ description: 'Bytes, or JSON where MLflow answers so.' }),
    });
  return {
    openapi: '3.1.0',
    info: {
      title: "MLflow's REST API, as Slipway serves it",
      version: mlflowVersion,
      description: 'The differences from MLflow itself are in mlflow-compatibility.md.',
    },
    paths: Object.fromEntries(Object.entries(paths).toSorted(([left], [right]) => (left < right ? -1 : 1))),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Error: {
          type: 'object',
          required: ['error_code', 'message'],
          properties: { error_code: { type: 'string' }, message: { type: 'string' } },
        },
      },
    },
  };
}

function operationOf({ method, path, summary, access, request, checks }: MlflowEndpoint): Schema {
  const inPath = new Set(parametersIn(path));
  const required = Object.entries(checks)
    .filter(([name, demands]) => !inPath.has(name) && demands.some(({ kind }) => kind === 'required'))
    .map(([name]) => name);
  const fields = Object.entries(request.shape).filter(([name]) => !inPath.has(name));
  const properties = Object.fromEntries(fields.map(([name, { schema }]) => [name, schema]));
  return {
    summary,
    ...accessOf(access),
    parameters: [
      ...pathParameters(path),
      ...(method === 'GET'
        ? fields.map(([name, { schema }]) => ({
            name,
            in: 'query',
            schema,
            ...(required.includes(name) ? { required: true } : {}),
          }))
        : []),
    ],
    ...(method === 'GET'
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: { type: 'object', properties, ...(required.length > 0 ? { required } : {}) },
              },
            },
          },
        }),
    responses: responses({ description: 'The answer.', content: { 'application/json': {} } }),
  };
}

const accessOf = (access: MlflowEndpoint['access']): Schema =>
  access === 'public' ? {} : { 'x-slipway-access': access, security: [{ token: [] }, {}] };

const responses = (ok: Schema): Schema => ({
  200: ok,
  default: {
    description: "A refusal, with MLflow's error code.",
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  },
});

const parametersIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\*?\}/g)].map(([, name = '']) => name);

const pathParameters = (path: string): readonly Schema[] =>
  parametersIn(path).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
