import { nearest, type Issue } from '@slipway/kernel';
import { issueAt } from '../validation/invalid-input.ts';
import { oneOf, shown } from '../validation/shown.ts';
import type { Axis } from './axis.ts';
import { breaksOf, meets, normalise } from './condition.ts';
import type { Condition, Parameter } from './parameter.ts';

/**
 * What is wrong with the conditions of parameters: parents that are not there, circles, and what a parent never is.
 *
 * @param axes of the parameters that are valid in themselves, by name
 */
export function conditionIssues(
  parameters: readonly Parameter[],
  axes: ReadonlyMap<string, Axis>,
): readonly Issue[] {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const issues = parameters.flatMap(({ when }, index) => {
    if (when === undefined) return [];
    const path = `parameters[${String(index)}].when`;
    if (!byName.has(when.parameter))
      return unknownParameter(when.parameter, `${path}.parameter`, byName.keys());
    const axis = axes.get(when.parameter);
    return axis ? valueIssues(when, axis, path) : [];
  });
  return [...issues, ...circleIssues(parameters, byName)];
}

export function unknownParameter(name: string, path: string, names: Iterable<string>): Issue {
  const known = [...names];
  return issueAt(path, `there is no parameter ${shown(name)}`, oneOf(known), nearest(name, known));
}

function valueIssues(condition: Condition, axis: Axis, path: string): readonly Issue[] {
  const parent = shown(condition.parameter);
  if ('in' in condition) return listIssues(condition.in, parent, axis, `${path}.in`);
  const { min = -Infinity, max = Infinity } = condition;
  if (Number.isNaN(min)) return [issueAt(`${path}.min`, 'NaN is not a number', 'a number')];
  if (Number.isNaN(max)) return [issueAt(`${path}.max`, 'NaN is not a number', 'a number')];
  if (condition.min === undefined && condition.max === undefined)
    return [issueAt(path, `it does not say when ${parent} makes it active`, 'in, min or max')];
  return canMeet(condition, axis)
    ? []
    : [issueAt(path, `${parent} has no value from ${String(min)} to ${String(max)}`, axis.describe())];
}

function listIssues(
  values: Extract<Condition, { readonly in: unknown }>['in'],
  parent: string,
  axis: Axis,
  path: string,
): readonly Issue[] {
  if (values.length === 0) return [issueAt(path, 'the list is empty', 'at least one value')];
  if (axis.size === Infinity)
    return [issueAt(path, `${parent} hardly ever is exactly one of these numbers`, 'a range: min and max')];
  return values.flatMap((value, index) => {
    if (axis.encode(value) !== undefined) return [];
    const suggestion = typeof value === 'string' ? nearest(value, textsOf(axis)) : undefined;
    const place = `${path}[${String(index)}]`;
    return issueAt(place, `${parent} never is ${shown(value)}`, axis.describe(), suggestion);
  });
}

/** The values of an axis that are texts. */
export function textsOf(axis: Axis): readonly string[] {
  if (axis.isAscending) return [];
  const values = Array.from({ length: axis.size }, (_, index) => axis.valueAt(index));
  return values.filter((value) => typeof value === 'string');
}

function canMeet(condition: Extract<Condition, { readonly min?: number }>, axis: Axis): boolean {
  if (axis.size === Infinity) {
    const low = Math.max(Number(axis.decode(0)), condition.min ?? -Infinity);
    return low <= Math.min(Number(axis.decode(1)), condition.max ?? Infinity);
  }
  const wanted = normalise(condition, axis);
  return breaksOf([wanted], axis).some((index) => index < axis.size && meets(wanted, axis.valueAt(index)));
}

/** Each circle once, at the first of its parameters. */
function circleIssues(
  parameters: readonly Parameter[],
  byName: ReadonlyMap<string, Parameter>,
): readonly Issue[] {
  const done = new Set<Parameter>();
  return parameters.flatMap((first) => {
    const walked = new Set<Parameter>();
    let at: Parameter | undefined = first;
    while (at && !done.has(at) && !walked.has(at)) {
      walked.add(at);
      at = at.when && byName.get(at.when.parameter);
    }
    for (const parameter of walked) done.add(parameter);
    if (!at || !walked.has(at)) return [];
    const circle = [...walked].slice([...walked].indexOf(at));
    const start = parameters.findIndex((parameter) => circle.includes(parameter));
    const names = [...circle, at].map(({ name }) => name).join(' -> ');
    return issueAt(
      `parameters[${String(start)}].when.parameter`,
      `the conditions go in a circle: ${names}`,
      'a parameter that does not depend on this one',
    );
  });
}
