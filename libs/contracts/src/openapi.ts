import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { Problem } from './field-schemas.ts';
import { allEndpoints } from './endpoints.ts';
import type { Access, Endpoint } from './endpoint.ts';
import { z } from './zod.ts';

const accessText: Readonly<Record<Access, string>> = {
  public: 'Anybody.',
  'signed-in': 'Any valid token.',
  'team-read': 'Viewers, contributors and maintainers of the team, administrators.',
  'team-write': 'Contributors and maintainers of the team, administrators.',
  'team-run-read': 'Viewers, contributors and maintainers of the team, programs of its runs, administrators.',
  'team-run': 'Contributors and maintainers of the team, programs of its runs, administrators.',
  'team-administer': 'Maintainers of the team, administrators.',
  'repository-read': 'Those who may clone the environment repository, administrators.',
  'repository-write': 'Those who may push to the environment repository.',
  agent: 'The agent of the cluster.',
  admin: 'Administrators.',
};

type Content = Record<string, { schema: z.ZodType | { type: 'string'; format?: 'binary' } }>;

const bytes: Content = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

function answerContent({ response, responseStream, mediaType }: Endpoint): Content {
  if (mediaType !== undefined) return { [mediaType]: { schema: response } };
  if (responseStream === 'bytes') return bytes;
  return { [responseStream === 'events' ? 'text/event-stream' : 'application/json']: { schema: response } };
}

function requestBody({ body, requestStream }: Endpoint): { body?: { required: true; content: Content } } {
  if (body) return { body: { required: true, content: { 'application/json': { schema: body } } } };
  return requestStream ? { body: { required: true, content: bytes } } : {};
}

/** Path and query parameters. They are text on the wire; the document shows what the text must mean. */
function parameters(
  place: 'path' | 'query',
  fields: z.ZodObject,
): { name: string; in: 'path' | 'query'; required: boolean; schema: object }[] {
  return Object.entries(fields.shape).map(([name, field]) => {
    const schema: Record<string, unknown> = z.toJSONSchema(field as z.ZodType);
    delete schema.$schema;
    return {
      name,
      in: place,
      required: place === 'path' || !z.safeParse(field as z.ZodType, undefined).success,
      schema,
    };
  });
}

/**
 * The OpenAPI 3.1 document of these endpoints; equal input gives an equal document. Endpoints that answer the same path by
 * another media type are one operation.
 */
export function openApiDocument(endpoints: readonly Endpoint[] = allEndpoints): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  const problem = {
    description: 'Problem details (RFC 9457).',
    content: { 'application/problem+json': { schema: Problem } },
  };
  for (const endpoint of endpoints.filter(({ mediaType }) => mediaType === undefined)) {
    const others = endpoints.filter(
      ({ mediaType, method, path }) =>
        mediaType !== undefined && method === endpoint.method && path === endpoint.path,
    );
    const content = Object.fromEntries(
      [endpoint, ...others].flatMap((answering) => Object.entries(answerContent(answering))),
    );
    registry.registerPath({
      operationId: endpoint.id,
      method: endpoint.method,
      path: endpoint.path,
      summary: endpoint.summary,
      description: `Access: ${accessText[endpoint.access]}`,
      security: endpoint.access === 'public' ? [] : [{ token: [] }],
      parameters: [...parameters('path', endpoint.params), ...parameters('query', endpoint.query)],
      request: requestBody(endpoint),
      responses: {
        [endpoint.status]: { description: 'Done as asked.', content },
        default: problem,
      },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions, { sortComponents: 'alphabetically' }).generateDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Slipway',
        version: '1',
        description: 'Everything that changes what runs is a commit.',
        license: { name: 'Apache-2.0' },
      },
    },
  );
}
