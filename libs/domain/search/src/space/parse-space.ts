import { invalidInput } from '../validation/invalid-input.ts';
import { JsonReader, type Fields } from '../validation/json-reader.ts';
import type {
  CategoricalParameter,
  Condition,
  FixedParameter,
  FloatParameter,
  IntParameter,
  LinearConstraint,
  OrdinalParameter,
  Parameter,
} from './parameter.ts';

const kinds = ['float', 'int', 'categorical', 'ordinal', 'fixed'] as const;
const scales = ['linear', 'log'] as const;

/** Fields of each kind beside `name`, `kind` and `when`. */
const fieldsOfKind = {
  float: ['low', 'high', 'scale', 'step'],
  int: ['low', 'high', 'scale', 'step'],
  categorical: ['choices'],
  ordinal: ['values'],
  fixed: ['value'],
} as const satisfies Record<Parameter['kind'], readonly string[]>;

export interface SpaceParts {
  readonly parameters: readonly Parameter[];
  readonly constraints: readonly LinearConstraint[];
}

/**
 * Reads what a user wrote as JSON: a list of parameters such as `{ "name": "lr", "kind": "float", "low": 1e-5, "high": 1,
 * "scale": "log" }`, and a list of constraints. Without `scale` it is linear; without `step` that of an int is 1. Whether the
 * parts make a space is for `createSpace` to say.
 *
 * @throws InvalidInputError with an issue for each wrong type, unknown field, and missing one, its path being one such as
 *   `parameters[2].low`
 */
export function parseSpace(parameters: unknown, constraints: unknown = []): SpaceParts {
  const reader = new JsonReader();
  const parts = {
    parameters: listOf(reader, parameters, 'parameters', readParameter),
    constraints: listOf(reader, constraints, 'constraints', readConstraint),
  };
  if (reader.issues.length > 0) throw invalidInput('search space', reader.issues);
  return parts;
}

/** The items that could be read. */
function listOf<Item>(
  reader: JsonReader,
  value: unknown,
  path: string,
  read: (reader: JsonReader, value: unknown, path: string) => Item | undefined,
): readonly Item[] {
  const items = reader.list(value, path) ?? [];
  return items.flatMap((item, index) => read(reader, item, `${path}[${String(index)}]`) ?? []);
}

function readParameter(reader: JsonReader, value: unknown, path: string): Parameter | undefined {
  const any = reader.object(value, path);
  const kind = any && reader.word(any.get('kind'), `${path}.kind`, kinds);
  if (kind === undefined) return undefined;
  const fields = reader.object(value, path, ['name', 'kind', ...fieldsOfKind[kind], 'when']);
  if (!fields) return undefined;
  const name = reader.text(fields.get('name'), `${path}.name`);
  const when = fields.has('when') ? readCondition(reader, fields.get('when'), `${path}.when`) : undefined;
  const values = readValues(reader, kind, fields, path);
  return name === undefined || !values ? undefined : { name, ...values, ...(when && { when }) };
}

type Values =
  | Omit<FloatParameter, 'name' | 'when'>
  | Omit<IntParameter, 'name' | 'when'>
  | Omit<CategoricalParameter, 'name' | 'when'>
  | Omit<OrdinalParameter, 'name' | 'when'>
  | Omit<FixedParameter, 'name' | 'when'>;

function readValues(
  reader: JsonReader,
  kind: Parameter['kind'],
  fields: Fields,
  path: string,
): Values | undefined {
  switch (kind) {
    case 'categorical': {
      const choices = reader.scalars(fields.get('choices'), `${path}.choices`);
      return choices && { kind, choices };
    }
    case 'ordinal': {
      const values = reader.scalars(fields.get('values'), `${path}.values`);
      return values && { kind, values };
    }
    case 'fixed': {
      const value = reader.scalar(fields.get('value'), `${path}.value`);
      return value === undefined ? undefined : { kind, value };
    }
    case 'float':
    case 'int':
      return readRange(reader, kind, fields, path);
  }
}

function readRange(
  reader: JsonReader,
  kind: 'float' | 'int',
  fields: Fields,
  path: string,
): Values | undefined {
  const low = reader.number(fields.get('low'), `${path}.low`);
  const high = reader.number(fields.get('high'), `${path}.high`);
  const scale = fields.has('scale') ? reader.word(fields.get('scale'), `${path}.scale`, scales) : 'linear';
  const step = fields.has('step') ? reader.number(fields.get('step'), `${path}.step`) : undefined;
  if (low === undefined || high === undefined || scale === undefined) return undefined;
  if (kind === 'int') return { kind, low, high, scale, step: step ?? 1 };
  return { kind, low, high, scale, ...(step !== undefined && { step }) };
}

function readCondition(reader: JsonReader, value: unknown, path: string): Condition | undefined {
  const fields = reader.object(value, path, ['parameter', 'in', 'min', 'max']);
  if (!fields) return undefined;
  if (fields.has('in'))
    for (const end of ['min', 'max'])
      if (fields.has(end))
        reader.refuse(`${path}.${end}`, `${end} does not go together with in`, 'either in, or min and max');
  const parameter = reader.text(fields.get('parameter'), `${path}.parameter`);
  if (parameter === undefined) return undefined;
  if (fields.has('in')) {
    const values = reader.scalars(fields.get('in'), `${path}.in`);
    return values && { parameter, in: values };
  }
  const min = fields.has('min') ? reader.number(fields.get('min'), `${path}.min`) : undefined;
  const max = fields.has('max') ? reader.number(fields.get('max'), `${path}.max`) : undefined;
  return { parameter, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function readConstraint(reader: JsonReader, value: unknown, path: string): LinearConstraint | undefined {
  const fields = reader.object(value, path, ['coefficients', 'bound']);
  if (!fields) return undefined;
  const bound = reader.number(fields.get('bound'), `${path}.bound`);
  const coefficients = reader.object(fields.get('coefficients'), `${path}.coefficients`);
  const entries = [...(coefficients ?? [])].flatMap(([name, given]) => {
    const coefficient = reader.number(given, `${path}.coefficients.${name}`);
    return coefficient === undefined ? [] : [[name, coefficient] as const];
  });
  return bound === undefined || !coefficients
    ? undefined
    : { coefficients: Object.fromEntries(entries), bound };
}
