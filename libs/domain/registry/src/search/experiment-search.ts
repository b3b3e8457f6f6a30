import { attributesOf, holding, listed, optional } from './field-rules.ts';
import type { Filter, Order } from './filter.ts';
import { parseFilter } from './parse-filter.ts';
import { parseOrder } from './parse-order.ts';
import type { SearchGrammar } from './search-grammar.ts';
import { sharedWording } from './shared-wording.ts';
import { tagOrAttribute, unknownPrefix } from './tag-or-attribute.ts';

export type ExperimentAttribute = 'name' | 'experiment_id' | 'creation_time' | 'last_update_time';

const attributes = attributesOf<ExperimentAttribute>({
  name: holding('text'),
  experiment_id: listed('id'),
  creation_time: holding('integer'),
  last_update_time: holding('integer'),
});

const experimentGrammar: SearchGrammar<ExperimentAttribute> = {
  prefixes: tagOrAttribute,
  attributes,
  others: { tag: optional('text') },
  wording: {
    ...sharedWording([...attributes.keys()], ['experiment_id']),
    prefix: unknownPrefix,
    noPresence: ({ key }) => `IS NULL / IS NOT NULL is only supported for tags, not for attribute '${key}'`,
    operator: ({ entity, key, operator }) =>
      entity === 'tag' || key === 'experiment_id'
        ? `Invalid comparator for ${entity === 'tag' ? entity : key}: ${operator}`
        : `Invalid comparator '${operator}' not one of '{'!=', '=', 'ILIKE', 'IN', 'LIKE', 'NOT IN'}'`,
  },
};

/**
 * Reads a filter of experiments: attributes and tags.
 * @throws MlflowError INVALID_PARAMETER_VALUE that names the place
 */
export const parseExperimentFilter = (filter: string | undefined): Filter<ExperimentAttribute> =>
  parseFilter(experimentGrammar, filter);

/**
 * Reads an order of experiments; the store adds the experiment id.
 * @throws MlflowError INVALID_PARAMETER_VALUE that names the place
 */
export const parseExperimentOrder = (clauses: readonly string[]): Order<ExperimentAttribute> =>
  parseOrder(
    {
      ...experimentGrammar,
      unordered: ({ entity }) => `Invalid order_by entity: ${entity}`,
      repeats: true,
    },
    clauses,
  );
