import { canonicalJson, InvalidInputError } from '@slipway/kernel';
import { importOptuna } from './import-optuna.ts';
import type { Scalar } from './parameter.ts';

/** One of Optuna's distributions, as far as it decides what may follow it and what its numbers mean. */
export interface OptunaDistribution {
  readonly name: string;
  readonly isLog: boolean;
  /** Of a categorical one: values of JSON. */
  readonly choices: readonly unknown[] | undefined;
}

/**
 * Python's JSON, which has NaN, Infinity and -Infinity where JSON has none: they become texts.
 * @throws InvalidInputError for what is no JSON all the same
 */
export function parsePythonJson(text: string): unknown {
  const strict = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  try {
    return JSON.parse(strict);
  } catch (error) {
    throw new InvalidInputError('the value is not JSON, as json.dumps writes it', { cause: error });
  }
}

/**
 * @param text as `distribution_to_json` gives it
 * @throws InvalidInputError when it is none
 */
export function readOptunaDistribution(text: string): OptunaDistribution {
  const json = parsePythonJson(text);
  const { name, attributes } = isObject(json) ? json : {};
  if (typeof name !== 'string' || !isObject(attributes))
    throw new InvalidInputError(
      'the distribution has no name with attributes, as distribution_to_json gives them',
    );
  if (name !== 'CategoricalDistribution') {
    importOptuna({ distribution: json });
    return { name, isLog: attributes.log === true, choices: undefined };
  }
  const { choices } = attributes;
  if (!Array.isArray(choices) || choices.length === 0)
    throw new InvalidInputError(
      'the choices of a categorical distribution are a list with one item at least',
    );
  return { name, isLog: false, choices };
}

/** Why a parameter of the first distribution can't have the second one in another trial; undefined when it can. */
export function optunaConflict(known: OptunaDistribution, next: OptunaDistribution): string | undefined {
  if (known.name !== next.name) return `it is a ${known.name} in this study, and can't be a ${next.name}`;
  if (known.isLog !== next.isLog) return 'it is on another scale in this study: log must stay as it is';
  if (canonicalJson(asPython(known.choices)) !== canonicalJson(asPython(next.choices)))
    return 'the choices of a categorical parameter stay the same in a study, and their order too';
  return undefined;
}

/**
 * The value that a trial gets. What has no equivalent, such as a choice that is None, is its JSON as text.
 * @param internal the value itself, or the number of the choice
 * @throws InvalidInputError for a choice that there is not
 */
export function optunaValue({ choices }: OptunaDistribution, internal: number): Scalar {
  if (!choices) return Number.isFinite(internal) ? internal : String(internal);
  const index = Math.trunc(internal);
  if (!(index >= 0 && index < choices.length))
    throw new InvalidInputError(`there is no choice ${String(internal)} of ${String(choices.length)}`);
  const choice = choices[index];
  return typeof choice === 'number' || typeof choice === 'string' || typeof choice === 'boolean'
    ? choice
    : JSON.stringify(choice);
}

/** In Python True equals 1. */
function asPython(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  return Array.isArray(value) ? value.map(asPython) : (value ?? null);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
