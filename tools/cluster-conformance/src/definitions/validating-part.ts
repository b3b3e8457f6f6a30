import { createHash } from 'node:crypto';
import { canonicalJson } from '@slipway/kernel';
import { readDocuments, type YamlBounds } from '@slipway/resources';

/** The largest definition in use, Argo CD's ApplicationSet, has 1.4 MB with its descriptions. */
export const definitionBounds: YamlBounds = {
  bytes: 8_388_608,
  documents: 20,
  tokens: 2_000_000,
  values: 1_000_000,
  depth: 128,
  anyText: true,
};

/** Keywords of a schema that only people read. */
const prose = new Set(['description', 'title', 'example', 'externalDocs']);
const schemaMaps = new Set(['properties', 'patternProperties', 'definitions', 'dependencies']);
const schemas = new Set([
  'items',
  'additionalItems',
  'additionalProperties',
  'not',
  'allOf',
  'anyOf',
  'oneOf',
]);

type Fields = Readonly<Record<string, unknown>>;

/**
 * What an API server needs of a CustomResourceDefinition to validate objects, as canonical JSON: all of its schemas, CEL
 * rules and defaults, without prose, columns for printing, status and annotations of generators. Copies of one release
 * that differ in nothing else give the same text.
 * @returns undefined when the YAML has no definition of that name
 * @throws InvalidInputError when it is no YAML or beyond `definitionBounds`
 */
export function validatingPart(file: string, text: string, name: string): string | undefined {
  const documents = readDocuments(file, text, definitionBounds).map(({ value }) => fieldsOf(value));
  const found = documents.find(
    ({ kind, metadata }) => kind === 'CustomResourceDefinition' && fieldsOf(metadata).name === name,
  );
  if (!found) return undefined;
  const { annotations } = fieldsOf(found.metadata);
  const approval = fieldsOf(annotations)['api-approved.kubernetes.io'];
  const spec = fieldsOf(found.spec);
  return canonicalJson({
    apiVersion: found.apiVersion,
    kind: found.kind,
    metadata: {
      name,
      ...(approval !== undefined && { annotations: { 'api-approved.kubernetes.io': approval } }),
    },
    spec: { ...spec, versions: listOf(spec.versions).map(versionWithoutProse) },
  });
}

/** In hex. */
export const checksumOf = (part: string): string => createHash('sha256').update(part).digest('hex');

function versionWithoutProse(version: unknown): Fields {
  const { schema, ...rest } = fieldsOf(version);
  const shown = Object.entries(rest).filter(([field]) => field !== 'additionalPrinterColumns');
  return {
    ...Object.fromEntries(shown),
    schema: { openAPIV3Schema: withoutProse(fieldsOf(schema).openAPIV3Schema) },
  };
}

/** A schema, a list of schemas, or a boolean in the place of one. */
function withoutProse(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutProse);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !prose.has(keyword))
      .map(([keyword, value]: [string, unknown]) => {
        if (schemas.has(keyword)) return [keyword, withoutProse(value)];
        if (!schemaMaps.has(keyword)) return [keyword, value];
        return [
          keyword,
          Object.fromEntries(Object.entries(fieldsOf(value)).map(([key, one]) => [key, withoutProse(one)])),
        ];
      }),
  );
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
