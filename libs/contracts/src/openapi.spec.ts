import { describe, expect, it } from '@jest/globals';
import { allEndpoints } from './endpoints.ts';
import { openApiDocument } from './openapi.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters: readonly { name: string; required: boolean; schema: object }[];
  readonly responses: Readonly<Record<string, { content: Record<string, { schema: object }> }>>;
}
const document = openApiDocument() as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

describe('the OpenAPI document', () => {
  it('is the same each time', () => {
    expect(JSON.stringify(openApiDocument())).toBe(JSON.stringify(document));
  });

  it('lists every endpoint once, with an id of its own, a rule of access and each path parameter', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(
      allEndpoints
        .filter(({ mediaType }) => mediaType === undefined)
        .map(({ id }) => id)
        .sort(),
    );
    expect(new Set(allEndpoints.map(({ id }) => id)).size).toBe(allEndpoints.length);
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(operation.parameters.filter(({ required }) => required).map(({ name }) => name)).toEqual(
        expect.arrayContaining(inPath),
      );
      expect(operation.security).toHaveLength(1);
      expect(operation.responses.default?.content).toHaveProperty(['application/problem+json']);
    }
  });

  it('shows query parameters as what their text means', () => {
    const operation = document.paths['/v1/teams/{team}/runs/{run}/logs']?.get;
    expect(operation?.parameters.find(({ name }) => name === 'follow')).toEqual({
      name: 'follow',
      in: 'query',
      required: false,
      schema: { type: 'boolean', default: false },
    });
    expect(operation?.parameters.find(({ name }) => name === 'index')?.schema).toMatchObject({
      type: 'integer',
      minimum: 0,
      default: 0,
    });
  });

  it('lists an endpoint that answers by another media type with the one that has its path', () => {
    const operation = document.paths['/v1/teams/{team}/studies/{name}/trials']?.get;
    expect(Object.keys(operation?.responses['200']?.content ?? {})).toEqual([
      'application/json',
      'text/csv',
      'application/jsonl',
    ]);
  });

  it('names shared schemas once and refers to them', () => {
    expect(Object.keys(document.components.schemas)).toEqual(
      Object.keys(document.components.schemas).toSorted((left, right) => left.localeCompare(right)),
    );
    expect(
      document.paths['/v1/teams/{team}/runs/{run}']?.get?.responses['200']?.content['application/json']
        ?.schema,
    ).toEqual({ $ref: '#/components/schemas/Run' });
  });
});
