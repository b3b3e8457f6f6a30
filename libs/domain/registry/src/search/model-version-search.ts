import { pythonSet } from '../python-text.ts';
import { attributesOf, holding, listed } from './field-rules.ts';
import type { Filter, Order } from './filter.ts';
import { parseFilter } from './parse-filter.ts';
import { parseOrder, type OrderGrammar } from './parse-order.ts';
import { registryWording } from './registry-wording.ts';
import type { SearchGrammar } from './search-grammar.ts';
import { tagOrAttribute, unknownPrefix } from './tag-or-attribute.ts';

export type ModelVersionAttribute = 'name' | 'version_number' | 'run_id' | 'source_path';

const attributes = attributesOf<ModelVersionAttribute>({
  name: listed('text'),
  version_number: holding('integer-text'),
  run_id: listed('text'),
  source_path: holding('text'),
});

const modelVersionGrammar: SearchGrammar<ModelVersionAttribute> = {
  prefixes: tagOrAttribute,
  attributes,
  others: { tag: holding('text') },
  wording: registryWording([...attributes.keys()], ['name', 'run_id']),
};

/**
 * Reads a filter of model versions: attributes and tags.
 * @throws MlflowError INVALID_PARAMETER_VALUE that names the place
 */
export const parseModelVersionFilter = (filter: string | undefined): Filter<ModelVersionAttribute> =>
  parseFilter(modelVersionGrammar, filter);

export type ModelVersionOrderKey =
  'name' | 'version_number' | 'creation_timestamp' | 'last_updated_timestamp';

const orderKeys = attributesOf<ModelVersionOrderKey>({
  name: holding('text'),
  version_number: holding('integer'),
  creation_timestamp: holding('integer'),
  last_updated_timestamp: holding('integer'),
});

const orderGrammar: OrderGrammar<ModelVersionOrderKey> = {
  prefixes: tagOrAttribute,
  attributes: orderKeys,
  others: { tag: holding('text') },
  wording: {
    prefix: unknownPrefix,
    attribute: (key) =>
      `Invalid attribute key '${key}' specified. Valid keys are '${pythonSet(orderKeys.keys())}'`,
  },
  unordered: ({ key }) =>
    `Invalid order by key '${key}' specified. Valid keys are ${pythonSet(orderKeys.keys())}`,
  repeats: false,
};

/**
 * Reads an order of model versions; the store adds name and version.
 * @throws MlflowError INVALID_PARAMETER_VALUE that names the place
 */
export const parseModelVersionOrder = (clauses: readonly string[]): Order<ModelVersionOrderKey> =>
  parseOrder(orderGrammar, clauses);
