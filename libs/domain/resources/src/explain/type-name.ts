import type { SchemaView } from '../validation/schema-view.ts';

const names: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
};

/** The type of a field in words: `text`, `list of objects`, `git or files`. */
export function typeName(view: SchemaView): string {
  if (view.const !== undefined) return JSON.stringify(view.const);
  if (view.enum) return view.enum.map(String).join(' | ');
  if (view.anyOf) return [...new Set(view.anyOf.map(typeName))].join(' or ');
  if (view.type === 'array')
    return `list of ${view.items ? typeName(view.items).replace(/^object$/, 'objects') : 'anything'}`;
  if (typeof view.additionalProperties === 'object')
    return `map of text to ${typeName(view.additionalProperties)}`;
  const types = typeof view.type === 'string' ? [view.type] : (view.type ?? []);
  return types.map((type) => names[type] ?? type).join(' or ');
}
