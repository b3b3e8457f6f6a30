import { nearest, ConflictError, InvalidInputError } from '@slipway/kernel';
import type { PlottedParameter } from '../plotted-study.ts';
import type { PlotInput } from '../plot.ts';

/**
 * The parameters that were named, in that order; else those that vary, the most important first when it is known, as
 * many as there is room for.
 * @throws InvalidInputError for a name that is none, ConflictError when no parameter varies
 */
export function chosenParameters(
  { study, parameters, importance }: Pick<PlotInput, 'study' | 'parameters' | 'importance'>,
  most: number,
): readonly PlottedParameter[] {
  if (parameters.length > 0) return parameters.map((name) => parameterNamed(study.parameters, name));
  const shares = new Map(importance.map((entry) => [entry.parameter, entry.importance]));
  const varying = study.parameters.filter((parameter) => parameter.kind !== 'fixed');
  if (varying.length === 0) throw new ConflictError('all parameters of the study are fixed');
  const ranked = varying.toSorted(
    (left, right) => (shares.get(right.name) ?? 0) - (shares.get(left.name) ?? 0),
  );
  const shown = new Set(ranked.slice(0, most));
  return most < 3 ? ranked.slice(0, most) : varying.filter((parameter) => shown.has(parameter));
}

function parameterNamed(parameters: readonly PlottedParameter[], name: string): PlottedParameter {
  const found = parameters.find((parameter) => parameter.name === name);
  if (found !== undefined) return found;
  const names = parameters.map((parameter) => parameter.name);
  const suggestion = nearest(name, names);
  throw new InvalidInputError(
    `there is no parameter ${JSON.stringify(name)}: ${suggestion === undefined ? `the study has ${names.slice(0, 20).join(', ')}` : `did you mean ${suggestion}?`}`,
  );
}
