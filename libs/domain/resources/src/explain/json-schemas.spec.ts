import { describe, expect, it } from '@jest/globals';
import { describedKinds } from '../registry.ts';
import type { SchemaView } from '../validation/schema-view.ts';
import { jsonSchemas } from './json-schemas.ts';

/** All schemas below one, itself included, by their path. */
function* below(view: SchemaView, path: string): Generator<readonly [string, SchemaView]> {
  yield [path, view];
  for (const [name, field] of Object.entries(view.properties ?? {})) yield* below(field, `${path}.${name}`);
  for (const [index, part] of (view.anyOf ?? []).entries()) yield* below(part, `${path}|${String(index)}`);
  if (view.items) yield* below(view.items, `${path}[]`);
  if (typeof view.additionalProperties === 'object') yield* below(view.additionalProperties, `${path}{}`);
}

describe('the JSON Schemas', () => {
  it('are one for each kind, by the current draft', () => {
    const schemas = jsonSchemas();
    expect(Object.keys(schemas).sort()).toEqual(Object.keys(describedKinds).sort());
    for (const [kind, schema] of Object.entries(schemas)) {
      expect(schema).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: { apiVersion: { const: 'slipway.dev/v1' }, kind: { const: kind } },
        required: expect.arrayContaining(['apiVersion', 'kind', 'metadata']) as unknown,
      });
    }
  });

  it('let an editor mark unknown fields everywhere', () => {
    for (const [kind, schema] of Object.entries(jsonSchemas())) {
      for (const [path, view] of below(schema, kind)) {
        if (view.type === 'object') expect([path, view.additionalProperties]).not.toEqual([path, undefined]);
        if (view.properties) expect([path, view.additionalProperties]).toEqual([path, false]);
      }
    }
  });

  it('are of what people write: fields with a default may be left out, cores may be a number', () => {
    const spec = jsonSchemas().Job.properties?.spec;
    expect(spec?.required).toEqual(['image', 'command']);
    expect(spec?.properties?.replicas).toMatchObject({
      type: 'integer',
      default: 1,
      minimum: 1,
      maximum: 1000,
    });
    const { cpu } = spec?.properties?.resources?.properties ?? {};
    expect(cpu?.anyOf?.map(({ type }) => type)).toEqual(['number', 'string']);
    expect(cpu).toMatchObject({ default: '1', examples: ['500m', '2'] });
  });
});
