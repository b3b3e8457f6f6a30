import { invalidInput } from '../validation/invalid-input.ts';
import { JsonReader, type Fields } from '../validation/json-reader.ts';
import { shown } from '../validation/shown.ts';
import type { Parameter } from './parameter.ts';

type ReadDistribution = (
  reader: JsonReader,
  name: string,
  attributes: Fields,
  path: string,
) => Parameter | undefined;

/** Names of distributions, those included that old studies have and Optuna 3 deprecated. */
const distributions: Readonly<Record<string, ReadDistribution>> = {
  FloatDistribution: (reader, name, attributes, path) =>
    readRange(reader, name, attributes, path, { kind: 'float', isLog: isLog(reader, attributes, path) }),
  UniformDistribution: (reader, name, attributes, path) =>
    readRange(reader, name, attributes, path, { kind: 'float', isLog: false }),
  LogUniformDistribution: (reader, name, attributes, path) =>
    readRange(reader, name, attributes, path, { kind: 'float', isLog: true }),
  DiscreteUniformDistribution: (reader, name, attributes, path) =>
    readRange(reader, name, attributes, path, { kind: 'float', isLog: false, step: 'q' }),
  IntDistribution: (reader, name, attributes, path) =>
    readRange(reader, name, attributes, path, { kind: 'int', isLog: isLog(reader, attributes, path) }),
  IntUniformDistribution: (reader, name, attributes, path) =>
    readRange(reader, name, attributes, path, { kind: 'int', isLog: false }),
  IntLogUniformDistribution: (reader, name, attributes, path) =>
    readRange(reader, name, attributes, path, { kind: 'int', isLog: true }),
  CategoricalDistribution: readChoices,
};

/**
 * Parameters of Optuna's distributions by name, each as its `distribution_to_json` gives it or as that text parsed:
 * `{ "name": "FloatDistribution", "attributes": { "low": 0, "high": 1, "log": false, "step": null } }`.
 *
 * @throws InvalidInputError with an issue for each thing wrong or without an equivalent, such as a choice that is null, its
 *   path being one such as `lr.attributes.low`
 */
export function importOptuna(input: unknown): readonly Parameter[] {
  const reader = new JsonReader();
  const entries = [...(reader.object(input, 'distributions') ?? [])];
  const parameters = entries.flatMap(([name, value]) => readDistribution(reader, name, value) ?? []);
  if (reader.issues.length > 0) throw invalidInput('Optuna distributions', reader.issues);
  return parameters;
}

function readDistribution(reader: JsonReader, name: string, value: unknown): Parameter | undefined {
  const json = typeof value === 'string' ? parsed(reader, value, name) : value;
  if (json === undefined) return undefined;
  const fields = reader.object(json, name, ['name', 'attributes']);
  if (!fields) return undefined;
  const kind = reader.word(fields.get('name'), `${name}.name`, Object.keys(distributions));
  const path = `${name}.attributes`;
  const attributes = reader.object(fields.get('attributes'), path);
  return kind === undefined || !attributes
    ? undefined
    : distributions[kind]?.(reader, name, attributes, path);
}

function parsed(reader: JsonReader, text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    reader.refuse(path, `${shown(text)} is not JSON`, 'a distribution as distribution_to_json gives it');
    return undefined;
  }
}

function isLog(reader: JsonReader, attributes: Fields, path: string): boolean {
  const log = attributes.get('log') ?? false;
  if (typeof log === 'boolean') return log;
  reader.refuse(`${path}.log`, `${shown(log)} is not true or false`, 'true or false');
  return false;
}

function readRange(
  reader: JsonReader,
  name: string,
  attributes: Fields,
  path: string,
  form: { readonly kind: 'float' | 'int'; readonly isLog: boolean; readonly step?: string },
): Parameter | undefined {
  const field = form.step ?? 'step';
  const low = reader.number(attributes.get('low'), `${path}.low`);
  const high = reader.number(attributes.get('high'), `${path}.high`);
  const given = attributes.get(field) ?? undefined;
  const step = given === undefined ? undefined : reader.number(given, `${path}.${field}`);
  if (low === undefined || high === undefined) return undefined;
  const { kind } = form;
  const scale = form.isLog ? 'log' : 'linear';
  if (kind === 'int') return { name, kind, low, high, scale, step: step ?? 1 };
  return { name, kind, low, high, scale, ...(step !== undefined && { step }) };
}

function readChoices(
  reader: JsonReader,
  name: string,
  attributes: Fields,
  path: string,
): Parameter | undefined {
  const choices = reader.scalars(attributes.get('choices'), `${path}.choices`);
  return choices && { name, kind: 'categorical', choices };
}
