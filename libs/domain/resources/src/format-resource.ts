import { kinds, type SlipwayResource } from './registry.ts';
import { formatYaml } from './yaml/format-yaml.ts';

/**
 * The canonical YAML text of a resource, as it is kept in git: fields in the order of the schema, labels sorted,
 * defaults written out so that a later default changes nothing, empty lists left out. Equal resources give equal text.
 */
export function formatResource(resource: SlipwayResource): string {
  return formatYaml(tidy(kinds[resource.kind].parse(resource)));
}

/** Fields whose names are the user's own: their order means nothing. */
const byName = new Set(['labels', 'nodeSelector']);

function tidy(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((entry) => tidy(entry));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => !(Array.isArray(field) && field.length === 0));
  if (byName.has(name)) fields.sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(fields.map(([key, field]) => [key, tidy(field, key)]));
}
