import { invalidInput } from '../validation/invalid-input.ts';
import { JsonReader, type Fields } from '../validation/json-reader.ts';
import { shown } from '../validation/shown.ts';
import type { Parameter } from './parameter.ts';

/** What of a Katib experiment says what is searched and for what. */
export interface KatibStudy {
  readonly parameters: readonly Parameter[];
  readonly objective: {
    readonly metric: string;
    readonly direction: 'minimize' | 'maximize';
    /** Value that is good enough to end the study. */
    readonly goal?: number;
  };
  /** Trials at a time. */
  readonly parallelism: number;
  /** Trials that the study is to have; without it there is no end. */
  readonly trials?: number;
}

const types = ['double', 'int', 'discrete', 'categorical'] as const;
const defaultParallelism = 3;

/**
 * Reads `spec.parameters`, `spec.objective`, `spec.parallelTrialCount` (default 3, as Katib has it) and `spec.maxTrialCount`
 * of an Experiment of `kubeflow.org/v1beta1`, https://www.kubeflow.org/docs/components/katib/. Other fields, of how trials are
 * run, are passed over.
 *
 * @throws InvalidInputError with an issue for each thing wrong or without an equivalent, such as a normal distribution, its
 *   path being one such as `spec.parameters[2].feasibleSpace.min`
 */
export function importKatib(experiment: unknown): KatibStudy {
  const reader = new JsonReader();
  const study = readExperiment(reader, experiment);
  if (!study || reader.issues.length > 0) throw invalidInput('Katib experiment', reader.issues);
  return study;
}

function readExperiment(reader: JsonReader, experiment: unknown): KatibStudy | undefined {
  const root = reader.object(experiment, 'experiment');
  if (!root) return undefined;
  if (root.has('kind')) reader.word(root.get('kind'), 'kind', ['Experiment']);
  if (root.has('apiVersion')) reader.word(root.get('apiVersion'), 'apiVersion', ['kubeflow.org/v1beta1']);
  const spec = reader.object(root.get('spec'), 'spec');
  if (!spec) return undefined;
  if (spec.has('nasConfig'))
    reader.refuse('spec.nasConfig', 'a search for architectures has no equivalent', 'spec.parameters');
  const listed = reader.list(spec.get('parameters'), 'spec.parameters') ?? [];
  const parameters = listed.flatMap(
    (value, index) => readParameter(reader, value, `spec.parameters[${String(index)}]`) ?? [],
  );
  const objective = readObjective(reader, spec.get('objective'));
  const parallelism = readCount(reader, spec, 'parallelTrialCount') ?? defaultParallelism;
  const trials = readCount(reader, spec, 'maxTrialCount');
  return objective && { parameters, objective, parallelism, ...(trials !== undefined && { trials }) };
}

function readObjective(reader: JsonReader, value: unknown): KatibStudy['objective'] | undefined {
  const path = 'spec.objective';
  const fields = reader.object(value, path);
  if (!fields) return undefined;
  const direction = reader.word(fields.get('type'), `${path}.type`, ['minimize', 'maximize']);
  const metric = reader.text(fields.get('objectiveMetricName'), `${path}.objectiveMetricName`);
  const goal = fields.has('goal') ? reader.number(fields.get('goal'), `${path}.goal`) : undefined;
  if (direction === undefined || metric === undefined) return undefined;
  return { metric, direction, ...(goal !== undefined && { goal }) };
}

function readCount(reader: JsonReader, spec: Fields, field: string): number | undefined {
  const value = spec.get(field);
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  reader.refuse(`spec.${field}`, `${shown(value)} is not a whole number above 0`, 'a whole number above 0');
  return undefined;
}

function readParameter(reader: JsonReader, value: unknown, path: string): Parameter | undefined {
  const fields = reader.object(value, path, ['name', 'parameterType', 'feasibleSpace']);
  if (!fields) return undefined;
  const name = reader.text(fields.get('name'), `${path}.name`);
  const type = reader.word(fields.get('parameterType'), `${path}.parameterType`, types);
  const place = `${path}.feasibleSpace`;
  const known = type === 'double' || type === 'int' ? ['min', 'max', 'step', 'distribution'] : ['list'];
  const space = type && reader.object(fields.get('feasibleSpace'), place, known);
  if (name === undefined || !space) return undefined;
  switch (type) {
    case 'double':
      return readRange(reader, name, 'float', space, place);
    case 'int':
      return readRange(reader, name, 'int', space, place);
    case 'categorical': {
      const choices = readTexts(reader, space, place);
      return choices && { name, kind: 'categorical', choices };
    }
    case 'discrete': {
      const texts = readTexts(reader, space, place) ?? [];
      const values = texts.map((text, index) => readNumber(reader, text, `${place}.list[${String(index)}]`));
      const numbers = values.filter((number) => number !== undefined);
      return { name, kind: 'ordinal', values: numbers.sort((left, right) => left - right) };
    }
  }
}

function readTexts(reader: JsonReader, space: Fields, path: string): readonly string[] | undefined {
  const items = reader.list(space.get('list'), `${path}.list`);
  const texts = items?.map((item, index) => reader.text(item, `${path}.list[${String(index)}]`));
  return texts?.every((text) => text !== undefined) ? texts : undefined;
}

function readRange(
  reader: JsonReader,
  name: string,
  kind: 'float' | 'int',
  space: Fields,
  path: string,
): Parameter | undefined {
  const low = readNumber(reader, space.get('min'), `${path}.min`);
  const high = readNumber(reader, space.get('max'), `${path}.max`);
  const step = space.has('step') ? readNumber(reader, space.get('step'), `${path}.step`) : undefined;
  const scale = readScale(reader, space.get('distribution'), `${path}.distribution`);
  if (low === undefined || high === undefined || scale === undefined) return undefined;
  if (scale === 'log' && step !== undefined && (kind === 'float' || step !== 1))
    reader.refuse(
      `${path}.step`,
      'a logUniform distribution in steps has no equivalent',
      'no step, or uniform',
    );
  if (kind === 'int') return { name, kind, low, high, scale, step: step ?? 1 };
  return { name, kind, low, high, scale, ...(step !== undefined && { step }) };
}

function readScale(reader: JsonReader, value: unknown, path: string): 'linear' | 'log' | undefined {
  if (value === undefined || value === 'uniform') return 'linear';
  if (value === 'logUniform') return 'log';
  if (value === 'normal' || value === 'logNormal')
    reader.refuse(path, `a ${value} distribution has no equivalent`, 'uniform or logUniform');
  else reader.word(value, path, ['uniform', 'logUniform']);
  return undefined;
}

/** Katib writes numbers as text. */
function readNumber(reader: JsonReader, value: unknown, path: string): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  if (value === undefined) return reader.number(value, path);
  reader.refuse(path, `${shown(value)} is not a number`, 'a number in quotes, such as "0.01"');
  return undefined;
}
