import { attributesOf, holding, listed } from './field-rules.ts';
import type { Filter, Order } from './filter.ts';
import { parseFilter } from './parse-filter.ts';
import { parseOrder } from './parse-order.ts';
import { registryWording } from './registry-wording.ts';
import type { SearchGrammar } from './search-grammar.ts';
import { tagOrAttribute } from './tag-or-attribute.ts';

export type RegisteredModelAttribute = 'name';

const attributes = attributesOf<RegisteredModelAttribute>({ name: listed('text') });

const registeredModelGrammar: SearchGrammar<RegisteredModelAttribute> = {
  prefixes: tagOrAttribute,
  attributes,
  others: { tag: holding('text') },
  wording: registryWording([...attributes.keys()], ['name']),
};

/**
 * Reads a filter of registered models: names and tags.
 * @throws MlflowError INVALID_PARAMETER_VALUE that names the place
 */
export const parseRegisteredModelFilter = (filter: string | undefined): Filter<RegisteredModelAttribute> =>
  parseFilter(registeredModelGrammar, filter);

export type RegisteredModelOrderKey = 'name' | 'last_updated_timestamp';

const unknownOrderKey = (key: string): string =>
  `Invalid order by key '${key}' specified. Valid keys are '{'name', 'timestamp'}'`;

/**
 * Reads an order of registered models; the store adds the name.
 * @throws MlflowError INVALID_PARAMETER_VALUE that names the place
 */
export const parseRegisteredModelOrder = (clauses: readonly string[]): Order<RegisteredModelOrderKey> =>
  parseOrder(
    {
      prefixes: new Map(),
      attributes: attributesOf<RegisteredModelOrderKey>(
        { name: holding('text'), last_updated_timestamp: holding('integer') },
        { timestamp: 'last_updated_timestamp' },
      ),
      others: {},
      wording: { prefix: unknownOrderKey, attribute: unknownOrderKey },
      repeats: false,
    },
    clauses,
  );
