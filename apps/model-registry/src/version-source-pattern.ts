import { InvalidInputError } from '@slipway/kernel';

const variable = 'MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX';

/**
 * The rule that MLflow's variable sets for sources of model versions, or undefined. It is read as JavaScript's regular
 * expressions are, which differ from Python's in little: `(?P<name>…)` is `(?<name>…)`.
 * @throws InvalidInputError when it is none
 */
export function versionSourcePatternIn(
  env: Readonly<Record<string, string | undefined>>,
): RegExp | undefined {
  const pattern = env[variable];
  if (pattern === undefined || pattern === '') return undefined;
  try {
    return new RegExp(pattern.replaceAll('(?P<', '(?<'), 'u');
  } catch (error) {
    throw new InvalidInputError(`${variable} is no regular expression: ${JSON.stringify(pattern)}`, {
      cause: error,
    });
  }
}
