import { type Issue } from '@slipway/kernel';
import { issueAt } from '../validation/invalid-input.ts';
import { shown } from '../validation/shown.ts';
import type { FloatParameter, IntParameter, Parameter, Scalar } from './parameter.ts';
import { rasterSize } from './raster-axis.ts';

/** Values of a parameter with a raster, and the largest whole number of a log scale: what coordinates can still tell apart. */
export const mostValues = 2 ** 40;

/** What is wrong with the names of parameters. */
export function nameIssues(parameters: readonly Parameter[]): readonly Issue[] {
  const indexes = new Map<string, number>();
  return parameters.flatMap(({ name }, index) => {
    const path = `parameters[${String(index)}].name`;
    if (name === '') return issueAt(path, 'the name is empty', 'a name such as learning_rate');
    const taken = indexes.get(name);
    if (taken !== undefined)
      return issueAt(
        path,
        `${shown(name)} is the name of parameters[${String(taken)}] already`,
        'another name',
      );
    indexes.set(name, index);
    return [];
  });
}

/** What is wrong with the values that a parameter may have. */
export function valueIssues(parameter: Parameter, path: string): readonly Issue[] {
  switch (parameter.kind) {
    case 'categorical':
      return listIssues(parameter.choices, `${path}.choices`);
    case 'ordinal':
      return listIssues(parameter.values, `${path}.values`);
    case 'fixed':
      return scalarIssues(parameter.value, `${path}.value`);
    case 'int':
    case 'float':
      return rangeIssues(parameter, path);
  }
}

function listIssues(values: readonly Scalar[], path: string): readonly Issue[] {
  if (values.length === 0) return [issueAt(path, 'the list is empty', 'at least one value')];
  const seen = new Set<Scalar>();
  return values.flatMap((value, index) => {
    const place = `${path}[${String(index)}]`;
    if (seen.has(value)) return issueAt(place, `${shown(value)} comes twice`, 'each value once');
    seen.add(value);
    return scalarIssues(value, place);
  });
}

function scalarIssues(value: Scalar, path: string): readonly Issue[] {
  return typeof value === 'number' && !Number.isFinite(value)
    ? [issueAt(path, `${shown(value)} is not a finite number`, 'a finite number')]
    : [];
}

function rangeIssues(parameter: FloatParameter | IntParameter, path: string): readonly Issue[] {
  const { kind, low, high, scale, step } = parameter;
  const isRight = kind === 'int' ? Number.isSafeInteger : Number.isFinite;
  const expected = kind === 'int' ? 'a whole number' : 'a finite number';
  const given = { low, high, ...(step !== undefined && { step }) };
  const issues = Object.entries(given).flatMap(([field, value]) =>
    isRight(value) ? [] : issueAt(`${path}.${field}`, `${shown(value)} is not ${expected}`, expected),
  );
  if (issues.length > 0) return issues;
  if (low > high)
    issues.push(
      issueAt(
        `${path}.low`,
        `${shown(low)} is above high, which is ${shown(high)}`,
        `at most ${shown(high)}`,
      ),
    );
  if (scale === 'log' && low <= 0)
    issues.push(
      issueAt(
        `${path}.low`,
        `${shown(low)} has no place on a log scale`,
        'a number above 0, or scale linear',
      ),
    );
  if (step !== undefined) issues.push(...stepIssues(step, parameter, `${path}.step`));
  return issues.length > 0 ? issues : sizeIssues(parameter, path);
}

function stepIssues(
  step: number,
  { kind, scale }: FloatParameter | IntParameter,
  path: string,
): readonly Issue[] {
  if (step <= 0) return [issueAt(path, `${shown(step)} is not above 0`, 'a number above 0')];
  if (scale === 'linear' || (kind === 'int' && step === 1)) return [];
  return [
    issueAt(path, 'a log scale has no steps', `${kind === 'int' ? 'step 1' : 'no step'}, or scale linear`),
  ];
}

function sizeIssues(parameter: FloatParameter | IntParameter, path: string): readonly Issue[] {
  const { kind, low, high, scale, step } = parameter;
  const most = shown(mostValues);
  if (!Number.isFinite(high - low))
    return [issueAt(path, 'the range is too wide to be computed with', 'a high and a low that are nearer')];
  if (kind === 'int' && scale === 'log' && high > mostValues)
    return [issueAt(`${path}.high`, `${shown(high)} is more than ${most}`, `at most ${most} on a log scale`)];
  if (step !== undefined && rasterSize({ low, high, step }) > mostValues)
    return [
      issueAt(`${path}.step`, `there are more than ${most} values`, 'a greater step or a smaller range'),
    ];
  return [];
}
