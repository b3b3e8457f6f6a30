import { nearest, type Issue } from '@slipway/kernel';
import { invalidInput, issueAt } from '../validation/invalid-input.ts';
import { oneOf, shown } from '../validation/shown.ts';

/** What a number has to be. */
export interface NumberRule {
  readonly isWhole?: boolean;
  readonly isRequired?: boolean;
  readonly atLeast?: number;
  readonly above?: number;
  readonly below?: number;
}

/**
 * Checks options, also those that come from outside and are of another type than they claim.
 *
 * @param what the rule for stopping that has the options
 * @param rules of all options there may be
 * @param more finds what is wrong with options together, when each is right by itself
 * @throws InvalidInputError with an issue for each option that is unknown, missing, or not what its rule says
 */
export function checkOptions(
  what: string,
  options: object,
  rules: Readonly<Record<string, NumberRule>>,
  more: () => readonly Issue[] = () => [],
): void {
  const given = new Map(Object.entries(options).filter(([, value]) => value !== undefined));
  const names = Object.keys(rules);
  const issues: Issue[] = [];
  for (const name of given.keys())
    if (!names.includes(name))
      issues.push(
        issueAt(name, `the ${what} has no option ${shown(name)}`, oneOf(names), nearest(name, names)),
      );
  for (const [name, rule] of Object.entries(rules)) issues.push(...optionIssues(name, given.get(name), rule));
  if (issues.length === 0) issues.push(...more());
  if (issues.length > 0) throw invalidInput(`options of the ${what}`, issues);
}

function optionIssues(name: string, value: unknown, rule: NumberRule): readonly Issue[] {
  const { isWhole = false, isRequired = false, atLeast, above, below } = rule;
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${String(atLeast)}`]),
    ...(above === undefined ? [] : [`above ${String(above)}`]),
    ...(below === undefined ? [] : [`below ${String(below)}`]),
  ];
  const expected = `a ${isWhole ? 'whole ' : ''}number${bounds.length > 0 ? ` ${bounds.join(' and ')}` : ''}`;
  if (value === undefined)
    return isRequired ? [issueAt(name, `the option ${name} is missing`, expected)] : [];
  const isRight =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (!isWhole || Number.isSafeInteger(value)) &&
    !(atLeast !== undefined && value < atLeast) &&
    !(above !== undefined && value <= above) &&
    !(below !== undefined && value >= below);
  return isRight ? [] : [issueAt(name, `${shown(value)} is not ${expected}`, expected)];
}
