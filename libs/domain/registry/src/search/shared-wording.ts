import { pythonList, pythonRepr, pythonSet } from '../python-text.ts';
import type { ReadComparison, SearchWording } from './search-grammar.ts';

/** Words that runs, experiments and the registry share. `attributes` are the names that a refusal lists. */
export const sharedWording = (
  attributes: readonly string[],
  listAttributes: readonly string[],
): Omit<SearchWording, 'prefix' | 'noPresence' | 'operator'> => ({
  clause: (found) => `Invalid clause(s) in filter string: ${found}`,
  several: (filter) =>
    `Search filter contained multiple expression ${pythonRepr(filter)}. Provide AND-ed expression list.`,
  attribute: (key) => `Invalid attribute key '${key}' specified. Valid keys are '${pythonSet(attributes)}'`,
  numberExpected: ({ entity, key, found }) =>
    entity === 'metric'
      ? `Expected numeric value type for metric. Found ${found}`
      : `Expected numeric value type for numeric attribute: ${key}. Found ${found}`,
  textExpected,
  noLists: (comparison) =>
    comparison.entity === 'attribute'
      ? `Only ${pythonList(listAttributes)} attributes support comparison with a list of quoted string values.`
      : textExpected(comparison),
});

function textExpected({ entity, found }: ReadComparison): string {
  if (entity === 'attribute') return `Expected a quoted string value for attributes. Got value ${found}`;
  if (entity === 'dataset')
    return `Expected a quoted string value for dataset attributes. Got value ${found}`;
  const name = entity === 'param' ? 'parameter' : entity;
  return `Expected a quoted string value for ${name} (e.g. 'my-value'). Got value ${found}`;
}
