import { pythonSet } from '../python-text.ts';
import { attributesOf, holding, listed, optional, prefixesOf } from './field-rules.ts';
import type { Filter, Order } from './filter.ts';
import { parseFilter } from './parse-filter.ts';
import { parseOrder } from './parse-order.ts';
import type { SearchGrammar } from './search-grammar.ts';
import { sharedWording } from './shared-wording.ts';

export type RunAttribute =
  'run_id' | 'run_name' | 'user_id' | 'status' | 'start_time' | 'end_time' | 'artifact_uri';

const attributes = attributesOf<RunAttribute>(
  {
    run_id: listed('text'),
    run_name: holding('text'),
    user_id: holding('text'),
    status: holding('text'),
    start_time: holding('number'),
    end_time: holding('number'),
    artifact_uri: holding('text'),
  },
  {
    created: 'start_time',
    Created: 'start_time',
    'run name': 'run_name',
    'Run name': 'run_name',
    'Run Name': 'run_name',
  },
);

const orderedFields = { metric: holding('number'), param: optional('text'), tag: optional('text') };

const runGrammar: SearchGrammar<RunAttribute> = {
  prefixes: prefixesOf({
    metric: ['metric', 'metrics'],
    param: ['parameter', 'parameters', 'param', 'params'],
    tag: ['tag', 'tags'],
    attribute: ['attribute', 'attributes', 'attr', 'run'],
    dataset: ['dataset', 'datasets'],
  }),
  attributes,
  others: { ...orderedFields, dataset: listed('text') },
  wording: {
    ...sharedWording([...attributes.keys()], ['run_id']),
    clause: (found) => `Invalid clause(s) in filter string: '${found}'`,
    prefix: (prefix) =>
      `Invalid entity type '${prefix}'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']`,
    noPresence: ({ entity, key }) =>
      `IS NULL / IS NOT NULL is only supported for tags and params, not for '${entity}' '${key}'`,
    operator: ({ entity, key, operator }) =>
      `Invalid comparator '${operator}' not one of '${pythonSet(operatorsOf(entity, key))}'`,
  },
};

function operatorsOf(entity: string, key: string): string[] {
  if (entity === 'metric' || (entity === 'attribute' && key.endsWith('_time')))
    return ['!=', '<', '<=', '=', '>', '>='];
  const text = ['!=', '=', 'ILIKE', 'LIKE'];
  return entity === 'param' || entity === 'tag'
    ? [...text, 'IS NULL', 'IS NOT NULL']
    : [...text, 'IN', 'NOT IN'];
}

/**
 * Reads a filter of runs: metrics, params, tags, attributes and datasets.
 * @throws MlflowError INVALID_PARAMETER_VALUE that names the place
 */
export const parseRunFilter = (filter: string | undefined): Filter<RunAttribute> =>
  parseFilter(runGrammar, filter);

/**
 * Reads an order of runs; the store adds start time and run id.
 * @throws MlflowError INVALID_PARAMETER_VALUE that names the place
 */
export const parseRunOrder = (clauses: readonly string[]): Order<RunAttribute> =>
  parseOrder({ ...runGrammar, others: orderedFields, repeats: false }, clauses);
