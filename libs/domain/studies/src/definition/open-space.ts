import { InvalidInputError } from '@slipway/kernel';
import { createSpace, type Condition, type Parameter, type SearchSpace } from '@slipway/search';
import type { StudyParameter } from '../spec/study-parameter.ts';
import type { StudySpec } from '../spec/study-spec.ts';

/** Dimensions of a space: each candidate of a sampler has so many coordinates. */
const mostDimensions = 200;
/** Choices of all parameters together, and terms of all constraints: a suggestion looks at each of them many times. */
const mostChoices = 2_000;
const mostTerms = 500;

/** @throws InvalidInputError with an issue for each thing wrong */
export function openSpace({ parameters, constraints }: StudySpec): SearchSpace {
  checkBound(
    'choices',
    mostChoices,
    parameters.map((parameter) => (parameter.kind === 'categorical' ? parameter.choices.length : 0)),
  );
  checkBound(
    'terms of constraints',
    mostTerms,
    constraints.map(({ coefficients }) => Object.keys(coefficients).length),
  );
  let space: SearchSpace;
  try {
    space = createSpace(parameters.map(toParameter), constraints);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const issues = error.issues.map((issue) => ({
      ...issue,
      path: issue.path ?? 'parameters',
    }));
    throw new InvalidInputError(error.message, { issues, cause: error });
  }
  if (space.dimensions.length === 0)
    throw new InvalidInputError(
      'invalid study: no parameter has more than one value: there is nothing to search',
    );
  if (space.dimensions.length > mostDimensions)
    throw new InvalidInputError(`invalid study: at most ${String(mostDimensions)} parameters are searched`);
  return space;
}

function checkBound(what: string, most: number, counts: readonly number[]): void {
  const count = counts.reduce((sum, each) => sum + each, 0);
  if (count > most)
    throw new InvalidInputError(
      `invalid study: its parameters have ${String(count)} ${what} in all, and ${String(most)} are allowed: leave some out`,
    );
}

function toParameter({ when, ...parameter }: StudyParameter): Parameter {
  const condition = when === undefined ? {} : { when: toCondition(when) };
  if (parameter.kind !== 'float') return { ...parameter, ...condition };
  const { step, ...rest } = parameter;
  return { ...rest, ...condition, ...(step === undefined ? {} : { step }) };
}

function toCondition(when: NonNullable<StudyParameter['when']>): Condition {
  if ('in' in when) return when;
  const { parameter, min, max } = when;
  return {
    parameter,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}
