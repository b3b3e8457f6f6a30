import type { StudyRules } from './study.ts';

/** What of a trial is compared. An index counts objectives or outcome constraints from 0. */
export type TrialField =
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'value' | 'constraint'; readonly index: number }
  | { readonly kind: 'cost' };

export const comparisonOperators = ['<=', '>=', '!=', '=', '<', '>'] as const;
export type ComparisonOperator = (typeof comparisonOperators)[number];

/** Holds of trials that have the field, with a value of the same type. Texts and booleans are equal or not. */
export interface TrialComparison {
  readonly field: TrialField;
  readonly operator: ComparisonOperator;
  readonly value: number | string | boolean;
}

export type TrialFilter =
  | { readonly kind: 'filter'; readonly comparisons: readonly TrialComparison[] }
  | { readonly kind: 'invalid'; readonly message: string };

type Measured = Pick<StudyRules, 'objectives' | 'outcomeConstraints'>;

/** A name after its kind: plain, or in double quotes, with those within it doubled. */
const field = /\s*(?:(parameters|values|constraints)\.(?:"((?:[^"]|"")+)"|([\p{L}\p{N}_./-]+))|(cost))\s*/uy;
const operator = /(<=|>=|!=|=|<|>)\s*/y;
const value = /(?:(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|'((?:[^']|'')*)'|(true|false))(?=\s|$)\s*/iy;
const and = /and(?=\s)/iy;

/**
 * Reads comparisons joined by `and`: `values.loss < 0.2 and parameters."my model" = 'svm'`.
 * @param study whose metrics and parameters are meant
 */
export function parseTrialFilter(
  text: string,
  study: Measured & { readonly parameters: readonly string[] },
): TrialFilter {
  const comparisons: TrialComparison[] = [];
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const expected = (what: string): TrialFilter => ({
    kind: 'invalid',
    message: `${what} is expected at ${at < text.length ? JSON.stringify(text.slice(at, at + 30)) : 'the end'}`,
  });
  do {
    const named = next(field);
    if (!named) return expected('parameters.NAME, values.METRIC, constraints.METRIC or cost');
    const meant = fieldOf(named, study);
    if (typeof meant === 'string') return { kind: 'invalid', message: meant };
    const compared = next(operator)?.[1] as ComparisonOperator | undefined;
    if (!compared) return expected(comparisonOperators.join(' '));
    const given = next(value);
    if (!given) return expected("a number, 'a text', true or false");
    const [, number, words, truth] = given;
    const isNumber = number !== undefined;
    if (!isNumber && compared !== '=' && compared !== '!=')
      return { kind: 'invalid', message: `a text or a boolean is = or !=, not ${compared}` };
    if (!isNumber && meant.kind !== 'parameter')
      return { kind: 'invalid', message: `${named[0].trim()} is compared with a number` };
    comparisons.push({
      field: meant,
      operator: compared,
      value: isNumber ? Number(number) : (words?.replaceAll("''", "'") ?? truth?.toLowerCase() === 'true'),
    });
  } while (next(and));
  return at < text.length ? expected('and') : { kind: 'filter', comparisons };
}

/** The field of a match, or what is wrong with its name. */
function fieldOf(
  [, kind, quoted, plain, cost]: RegExpExecArray,
  { parameters, objectives, outcomeConstraints }: Measured & { readonly parameters: readonly string[] },
): TrialField | string {
  if (cost !== undefined) return { kind: 'cost' };
  const name = quoted?.replaceAll('""', '"') ?? plain ?? '';
  if (kind === 'parameters')
    return parameters.includes(name)
      ? { kind: 'parameter', name }
      : `the study has no parameter ${name}: it has ${parameters.join(', ')}`;
  const metrics = (kind === 'values' ? objectives : outcomeConstraints).map(({ metric }) => metric);
  const index = metrics.indexOf(name);
  if (index >= 0) return { kind: kind === 'values' ? 'value' : 'constraint', index };
  const what = kind === 'values' ? 'objective' : 'outcome constraint';
  return `the study has no ${what} ${name}: it has ${metrics.join(', ') || 'none'}`;
}
