import type { Issue } from '@slipway/kernel';
import { issueAt } from '../validation/invalid-input.ts';
import { shown } from '../validation/shown.ts';
import { unknownParameter } from './check-conditions.ts';
import type { LinearConstraint, Parameter } from './parameter.ts';

/**
 * What is wrong with constraints: parameters that are not there or have no numbers, and sums that are always too large.
 *
 * @param isValid whether a parameter is valid in itself; with one that is not, a sum is not judged
 */
export function constraintIssues(
  constraints: readonly LinearConstraint[],
  parameters: readonly Parameter[],
  isValid: (name: string) => boolean,
): readonly Issue[] {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  return constraints.flatMap((constraint, index) => {
    const path = `constraints[${String(index)}]`;
    const issues = [
      ...coefficientIssues(constraint, byName, path),
      ...(Number.isFinite(constraint.bound)
        ? []
        : [issueAt(`${path}.bound`, `${shown(constraint.bound)} is not a finite number`, 'a finite number')]),
    ];
    const canJudge = issues.length === 0 && Object.keys(constraint.coefficients).every(isValid);
    return canJudge ? reachIssues(constraint, byName, path) : issues;
  });
}

function coefficientIssues(
  { coefficients }: LinearConstraint,
  byName: ReadonlyMap<string, Parameter>,
  path: string,
): readonly Issue[] {
  const entries = Object.entries(coefficients);
  if (entries.length === 0)
    return [issueAt(`${path}.coefficients`, 'there are no coefficients', 'at least one parameter')];
  return entries.flatMap(([name, coefficient]) => {
    const place = `${path}.coefficients.${name}`;
    const parameter = byName.get(name);
    if (!parameter) return unknownParameter(name, place, byName.keys());
    if (!numbersOf(parameter))
      return issueAt(place, `${shown(name)} has values that are no numbers`, 'a parameter of numbers');
    if (!Number.isFinite(coefficient))
      return issueAt(place, `${shown(coefficient)} is not a finite number`, 'a finite number');
    return [];
  });
}

function reachIssues(
  { coefficients, bound }: LinearConstraint,
  byName: ReadonlyMap<string, Parameter>,
  path: string,
): readonly Issue[] {
  let least = 0;
  let size = Math.abs(bound);
  for (const [name, coefficient] of Object.entries(coefficients)) {
    const parameter = byName.get(name);
    const numbers = parameter && numbersOf(parameter);
    if (!numbers) return [];
    const terms = numbers.map((number) => coefficient * number);
    const term = terms.reduce((one, other) => Math.min(one, other));
    least += parameter.when ? Math.min(term, 0) : term;
    size += Math.abs(term);
  }
  return least <= bound + constraintSlack * size
    ? []
    : [
        issueAt(
          `${path}.bound`,
          `no configuration meets it: the sum is never below ${shown(least)}`,
          `at least ${shown(least)}`,
        ),
      ];
}

/** By how much a sum may exceed its bound, as a share of what was summed: what is lost in computing with decimal fractions. */
export const constraintSlack = 1e-12;

/** The numbers that a parameter may be, of a range its ends; undefined when it may be something else, or nothing. */
function numbersOf(parameter: Parameter): readonly number[] | undefined {
  switch (parameter.kind) {
    case 'int':
    case 'float':
      return [parameter.low, parameter.high];
    case 'fixed':
      return typeof parameter.value === 'number' ? [parameter.value] : undefined;
    case 'categorical':
      return onlyNumbers(parameter.choices);
    case 'ordinal':
      return onlyNumbers(parameter.values);
  }
}

function onlyNumbers(values: readonly unknown[]): readonly number[] | undefined {
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length === values.length && numbers.length > 0 ? numbers : undefined;
}
