import type { ReadComparison, SearchWording } from './search-grammar.ts';
import { sharedWording } from './shared-wording.ts';
import { unknownPrefix } from './tag-or-attribute.ts';

/** Words of the searches for registered models and their versions. */
export function registryWording(
  attributes: readonly string[],
  listAttributes: readonly string[],
): SearchWording {
  const shared = sharedWording(attributes, listAttributes);
  return {
    ...shared,
    prefix: unknownPrefix,
    noPresence: operatorRefusal,
    operator: operatorRefusal,
    numberExpected: (comparison) => attributeValueExpected(comparison.found),
    textExpected: (comparison) =>
      comparison.entity === 'attribute'
        ? attributeValueExpected(comparison.found)
        : shared.textExpected(comparison),
  };
}

function operatorRefusal({ entity, key, operator }: ReadComparison): string {
  const isNumber = entity === 'attribute' && key === 'version_number';
  return `Invalid comparator for ${isNumber ? `attribute ${key}` : entity}: ${operator}`;
}

const attributeValueExpected = (found: string): string =>
  `Expected a quoted string value or a list of quoted string values for attributes. Got value ${found}`;
