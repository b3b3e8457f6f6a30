import { pythonList, pythonRepr, pythonTuple } from '../python-text.ts';
import { attributesOf, holding, listed, prefixesOf } from './field-rules.ts';
import type { Filter } from './filter.ts';
import { parseFilter } from './parse-filter.ts';
import type { ReadComparison, SearchGrammar } from './search-grammar.ts';

export type LoggedModelAttribute =
  | 'model_id'
  | 'experiment_id'
  | 'name'
  | 'model_type'
  | 'status'
  | 'source_run_id'
  | 'artifact_location'
  | 'creation_timestamp'
  | 'last_updated_timestamp';

/** By every name that they have in filters and orders. */
export const loggedModelAttributes = attributesOf<LoggedModelAttribute>(
  {
    model_id: listed('bare-text'),
    experiment_id: listed('id'),
    name: listed('bare-text'),
    model_type: listed('bare-text'),
    status: listed('bare-text'),
    source_run_id: listed('bare-text'),
    artifact_location: listed('bare-text'),
    creation_timestamp: holding('number'),
    last_updated_timestamp: holding('number'),
  },
  {
    creation_time: 'creation_timestamp',
    creation_timestamp_ms: 'creation_timestamp',
    last_updated_time: 'last_updated_timestamp',
    last_updated_timestamp_ms: 'last_updated_timestamp',
  },
);

const prefixes = ['attributes', 'metrics', 'params', 'tags'];

const numberOperators = ['<', '<=', '>', '>=', '=', '!='];
const textOperators = ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'];

const isNumber = ({ entity, key }: ReadComparison): boolean =>
  entity === 'metric' || (entity === 'attribute' && key.endsWith('_timestamp'));

const operatorRefusal = (comparison: ReadComparison): string =>
  `Invalid comparison operator for ${comparison.entity}s.${comparison.key}: ${pythonRepr(comparison.operator)}. ` +
  `Expected one of ${pythonTuple(isNumber(comparison) ? numberOperators : textOperators)}.`;

const loggedModelGrammar: SearchGrammar<LoggedModelAttribute> = {
  prefixes: prefixesOf({ attribute: ['attributes'], metric: ['metrics'], param: ['params'], tag: ['tags'] }),
  attributes: loggedModelAttributes,
  others: { metric: holding('number'), param: listed('bare-text'), tag: listed('bare-text') },
  wording: {
    clause: (found) =>
      `Invalid filter string: ${pythonRepr(found)}. Expected a list of comparisons separated by 'AND' ` +
      "(e.g. 'metrics.loss > 0.1 AND params.lr = 0.01').",
    several: (filter) => `Invalid filter string: ${pythonRepr(filter)}. Expected a single SQL expression.`,
    prefix: (prefix) =>
      `Invalid entity type: ${pythonRepr(prefix)}. Expected one of ${pythonList(prefixes)}.`,
    attribute: (key) =>
      `Invalid attribute key '${key}' specified. Valid keys are ${pythonList(loggedModelAttributes.keys())}`,
    numberExpected: (comparison) =>
      numberOperators.includes(comparison.operator)
        ? `Expected a number for ${comparison.entity}s.${comparison.key}. Found ${comparison.found}`
        : operatorRefusal(comparison),
    textExpected: ({ entity, key, found }) => `Expected a text for ${entity}s.${key}. Found ${found}`,
    noLists: operatorRefusal,
    noPresence: operatorRefusal,
    operator: operatorRefusal,
  },
};

/**
 * Reads a filter of logged models: attributes, metrics, params and tags. Texts need no quotes.
 * @throws MlflowError INVALID_PARAMETER_VALUE that names the place
 */
export const parseLoggedModelFilter = (filter: string | undefined): Filter<LoggedModelAttribute> =>
  parseFilter(loggedModelGrammar, filter);
