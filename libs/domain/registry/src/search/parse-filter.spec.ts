import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MlflowError } from '../mlflow-error.ts';
import { parseExperimentFilter } from './experiment-search.ts';
import type { Comparison, Filter } from './filter.ts';
import { parseLoggedModelFilter } from './logged-model-search.ts';
import { parseModelVersionFilter } from './model-version-search.ts';
import { parseRegisteredModelFilter } from './registered-model-search.ts';
import { parseRunFilter, type RunAttribute } from './run-search.ts';

const parsers = {
  run: parseRunFilter,
  experiment: parseExperimentFilter,
  model: parseRegisteredModelFilter,
  version: parseModelVersionFilter,
  logged: parseLoggedModelFilter,
};

describe('a filter', () => {
  it('may name fields by prefixes, aliases and quotes, and its operators in any case', () => {
    expect(
      parseRunFilter(
        'metric.`val loss` >= -1.5e3 and params."a/b" LIKE \'%x_\' AND tags.mlflow.user is not null ' +
          "AND attr.`Run name` != \"it's\" AND Created > 5 AND run_id not in ('a', \"b\") AND dataset.context = 'eval'",
      ),
    ).toEqual([
      { entity: 'metric', key: 'val loss', kind: 'number', operator: '>=', value: -1500 },
      { entity: 'param', key: 'a/b', kind: 'text', operator: 'LIKE', value: '%x_' },
      { entity: 'tag', key: 'mlflow.user', kind: 'presence', operator: 'IS NOT NULL' },
      { entity: 'attribute', key: 'run_name', kind: 'text', operator: '!=', value: "it's" },
      { entity: 'attribute', key: 'start_time', kind: 'number', operator: '>', value: 5 },
      { entity: 'attribute', key: 'run_id', kind: 'list', operator: 'NOT IN', values: ['a', 'b'] },
      { entity: 'dataset', key: 'context', kind: 'text', operator: '=', value: 'eval' },
    ]);
  });

  it('as the client extends it for models asks for what is no prompt', () => {
    expect(parseRegisteredModelFilter("name ILIKE 'a%' AND tag.`mlflow.prompt.is_prompt` != 'true'")).toEqual(
      [
        { entity: 'attribute', key: 'name', kind: 'text', operator: 'ILIKE', value: 'a%' },
        { entity: 'tag', key: 'mlflow.prompt.is_prompt', kind: 'text', operator: '!=', value: 'true' },
      ],
    );
  });

  it('of versions takes their numbers with quotes and without', () => {
    const isThird = { entity: 'attribute', key: 'version_number', kind: 'number', operator: '=', value: 3 };
    expect(parseModelVersionFilter("version_number = 3 AND version_number = '3'")).toEqual([
      isThird,
      isThird,
    ]);
  });

  it('of logged models reads quoted keys, and texts without quotes', () => {
    expect(parseLoggedModelFilter('metrics."a b" < 1 AND params.lr = 0.01 AND creation_time > 5')).toEqual([
      { entity: 'metric', key: 'a b', kind: 'number', operator: '<', value: 1 },
      { entity: 'param', key: 'lr', kind: 'text', operator: '=', value: '0.01' },
      { entity: 'attribute', key: 'creation_timestamp', kind: 'number', operator: '>', value: 5 },
    ]);
  });

  it('that is not there holds for everything', () => {
    expect(parseRunFilter(undefined)).toEqual([]);
    expect(parseRunFilter('')).toEqual([]);
  });
});

describe('a refused filter', () => {
  it.each([
    ['run', 'metrics.a > 1 OR metrics.b > 2', "Invalid clause(s) in filter string: 'OR' (at position 15)"],
    ['run', '(metrics.a > 1)', "Invalid clause(s) in filter string: '(' (at position 1)"],
    ['run', "params.a = 'x", "Invalid clause(s) in filter string: ''' (at position 12)"],
    ['run', 'metrics.a >', "Invalid clause(s) in filter string: '>' (at position 11)"],
    [
      'run',
      'metrics.a > 1; DROP TABLE run',
      "Search filter contained multiple expression 'metrics.a > 1; DROP TABLE run'. Provide AND-ed expression list. (at position 16)",
    ],
    ['run', "1 = 'x'", "Invalid comparison clause. Expected 'Identifier' found '1' (at position 1)"],
    [
      'run',
      "ATTRIBUTE.status = 'x'",
      "Invalid entity type 'ATTRIBUTE'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset'] (at position 1)",
    ],
    ['run', "metrics.a = 'x'", "Expected numeric value type for metric. Found 'x' (at position 13)"],
    [
      'run',
      "start_time = 'x'",
      "Expected numeric value type for numeric attribute: start_time. Found 'x' (at position 14)",
    ],
    [
      'run',
      'params.a = 5',
      "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 5 (at position 12)",
    ],
    [
      'run',
      'params.a = x',
      'Parameter value is either not quoted or unidentified quote types used for string value x. Use either single or double quotes. (at position 12)',
    ],
    [
      'run',
      "tags.a > 'x'",
      "Invalid comparator '>' not one of '{'!=', '=', 'ILIKE', 'LIKE', 'IS NULL', 'IS NOT NULL'}' (at position 8)",
    ],
    [
      'run',
      'metrics.a IS NULL',
      "IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' 'a' (at position 11)",
    ],
    [
      'run',
      "status IN ('x')",
      "Only ['run_id'] attributes support comparison with a list of quoted string values. (at position 11)",
    ],
    [
      'run',
      'run_id IN ()',
      'While parsing a list in the query, expected a non-empty list of string values, but got empty list (at position 12)',
    ],
    [
      'run',
      "dataset.foo = 'x'",
      "Invalid dataset key 'foo' specified. Valid keys are '{'name', 'digest', 'context'}' (at position 1)",
    ],
    [
      'run',
      "params.a LIKE '\\'",
      "Invalid pattern '\\': it must not end with a single backslash (at position 15)",
    ],
    ['run', "params.a = '\0'", "Invalid clause(s) in filter string: '\\0' (at position 13)"],
    ['run', '  ', "Invalid filter '  '. Could not be parsed. (at position 1)"],
    [
      'experiment',
      "experiment_id = 'x'",
      "Invalid experiment ID 'x'. Experiment ID must be a valid integer. (at position 17)",
    ],
    [
      'experiment',
      'creation_time > 1.5',
      "Invalid value for numeric attribute 'creation_time': 1.5 (at position 17)",
    ],
    [
      'experiment',
      'name IS NULL',
      "IS NULL / IS NOT NULL is only supported for tags, not for attribute 'name' (at position 6)",
    ],
    ['model', "name > 'x'", 'Invalid comparator for attribute: > (at position 6)'],
    [
      'model',
      "params.a = 'x'",
      "Invalid entity type 'params'. Valid entity types are ('attribute', 'tag', 'tags') (at position 1)",
    ],
    [
      'model',
      "foo = 'x'",
      "Invalid attribute key 'foo' specified. Valid keys are '{'name'}' (at position 1)",
    ],
    [
      'version',
      "version_number = 'x'",
      "Invalid value for numeric attribute 'version_number': 'x' (at position 18)",
    ],
    [
      'logged',
      "metrics.a LIKE 'x'",
      "Invalid comparison operator for metrics.a: 'LIKE'. Expected one of ('<', '<=', '>', '>=', '=', '!='). (at position 16)",
    ],
    [
      'logged',
      'metric.a > 1',
      "Invalid entity type: 'metric'. Expected one of ['attributes', 'metrics', 'params', 'tags']. (at position 1)",
    ],
  ] as const)('of a %s, %j, says where', (kind, filter, message) => {
    expect(() => parsers[kind](filter)).toThrow(new MlflowError('INVALID_PARAMETER_VALUE', message));
  });

  it('is one that is longer than 100,000 characters or has more than 100 comparisons', () => {
    const isA = "tags.a = 'a'";
    expect(parseRunFilter(Array(100).fill(isA).join(' AND '))).toHaveLength(100);
    expect(() => parseRunFilter(Array(101).fill(isA).join(' AND '))).toThrow('more than 100 comparisons');
    expect(() => parseRunFilter(`tags.a = '${'a'.repeat(1_000_000)}'`)).toThrow('at most 100000 are allowed');
  });
});

const quoted = fc.stringMatching(/^[^'"`\\\0;]*$/);
const key = fc.stringMatching(/^[^`\0]+$/).filter((text) => !/^["'].*["']$/s.test(text));
const operatorOfText = fc.constantFrom('=' as const, '!=' as const, 'LIKE' as const, 'ILIKE' as const);
const operatorOfNumber = fc.constantFrom('=', '!=', '>', '>=', '<', '<=');
const comparison = fc.oneof(
  fc.record({
    entity: fc.constantFrom('param', 'tag'),
    key,
    kind: fc.constant('text'),
    operator: operatorOfText,
    value: quoted,
  }),
  fc.record({
    entity: fc.constant('metric'),
    key,
    kind: fc.constant('number'),
    operator: operatorOfNumber,
    value: fc.integer(),
  }),
  fc.record({
    entity: fc.constant('attribute'),
    key: fc.constant('run_id'),
    kind: fc.constant('list'),
    operator: fc.constantFrom('IN', 'NOT IN'),
    values: fc.array(quoted, { minLength: 1 }),
  }),
  fc.record({
    entity: fc.constantFrom('param', 'tag'),
    key,
    kind: fc.constant('presence'),
    operator: fc.constantFrom('IS NULL', 'IS NOT NULL'),
  }),
) as fc.Arbitrary<Comparison<RunAttribute>>;

function printed(filter: Filter<RunAttribute>): string {
  return filter
    .map((each) => {
      const start = `${each.entity}.\`${each.key}\` ${each.operator}`;
      if (each.kind === 'text') return `${start} '${each.value}'`;
      if (each.kind === 'number') return `${start} ${String(each.value)}`;
      return each.kind === 'list' ? `${start} (${each.values.map((item) => `'${item}'`).join(',')})` : start;
    })
    .join(' AND ');
}

describe('any filter', () => {
  it('is read as it was printed', () => {
    fc.assert(
      fc.property(fc.array(comparison, { maxLength: 5 }), (filter) => {
        expect(parseRunFilter(printed(filter))).toEqual(filter);
      }),
    );
  });

  it('is read or refused in MLflow’s terms, whatever stands in it', () => {
    const piece = fc.constantFrom(
      ...["'", '"', '`', '.', '(', ')', ',', '\\', ' ', '=', 'LIKE', 'IN', 'IS', 'NOT', 'NULL', 'AND', 'a'],
      ...['tags', 'metrics', 'name', '1', '-', 'e5', ';', '\0', '\ud800', '😀'],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...Object.values(parsers)), (filter, parse) => {
        try {
          parse(filter);
        } catch (error) {
          expect(error).toBeInstanceOf(MlflowError);
          expect(error).toHaveProperty('message', expect.stringMatching(/ \(at position \d+\)$/));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["'", '"', '`', '\\', "'\\", '""', '(', '1', '1.', 'a.', '``.', '"a.', ' ', '=', "''"])(
    'of 100,000 characters is refused in one pass: %j again and again',
    (piece) => {
      const filter = `tags.a = ${piece.repeat(100_000 / piece.length)}`.slice(0, 99_999);
      expect(() => parseRunFilter(`${filter}!`)).toThrow(MlflowError);
    },
  );
});
