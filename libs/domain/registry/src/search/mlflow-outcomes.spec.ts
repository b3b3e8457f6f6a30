import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MlflowError } from '../mlflow-error.ts';
import { parseExperimentFilter, parseExperimentOrder } from './experiment-search.ts';
import type { Filter, Order } from './filter.ts';
import { parseLoggedModelFilter } from './logged-model-search.ts';
import { parseModelVersionFilter, parseModelVersionOrder } from './model-version-search.ts';
import { parseRegisteredModelFilter, parseRegisteredModelOrder } from './registered-model-search.ts';
import { parseRunFilter, parseRunOrder } from './run-search.ts';

/** A seeded random input and what MLflow 3.17.2's own parser made of it; without `accepted` it was refused. */
interface Outcome {
  readonly search?: keyof typeof searches;
  readonly filter?: string;
  readonly order?: keyof typeof orders;
  readonly clause?: string;
  readonly accepted?: unknown;
}

const searches = {
  run: parseRunFilter,
  experiment: parseExperimentFilter,
  model: parseRegisteredModelFilter,
  version: parseModelVersionFilter,
  logged: parseLoggedModelFilter,
};

const orders = {
  run: parseRunOrder,
  experiment: parseExperimentOrder,
  model: parseRegisteredModelOrder,
  version: parseModelVersionOrder,
};

const outcomes = readFileSync(new URL('testing/mlflow-outcomes.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Outcome);

const comparisons = (filter: Filter<string>): unknown =>
  filter.map((comparison) => {
    const { entity, key, operator, kind } = comparison;
    if (kind === 'presence') return { entity, key, operator };
    return { entity, key, operator, value: kind === 'list' ? comparison.values : comparison.value };
  });

const terms = (order: Order<string>): unknown =>
  order.flatMap(({ entity, key, ascending }) => [entity, key, ascending]);

function read({ search, filter = '', order, clause = '' }: Outcome): unknown {
  if (search !== undefined) return comparisons(searches[search](filter));
  return order === undefined ? undefined : terms(orders[order]([clause]));
}

describe("MLflow's own outcomes", () => {
  const accepted = outcomes.filter((outcome) => outcome.accepted !== undefined);
  const refused = outcomes.filter((outcome) => outcome.accepted === undefined);

  it('cover both what it accepts and what it refuses', () => {
    expect(accepted.length).toBeGreaterThan(300);
    expect(refused.length).toBeGreaterThan(300);
  });

  it('are kept where it accepts a filter or an order', () => {
    expect(accepted.map((outcome) => ({ ...outcome, accepted: read(outcome) }))).toEqual(accepted);
  });

  it('are kept where it refuses one', () => {
    for (const outcome of refused) {
      expect(() => read(outcome)).toThrow(expect.objectContaining({ errorCode: 'INVALID_PARAMETER_VALUE' }));
      expect(() => read(outcome)).toThrow(MlflowError);
    }
  });
});
