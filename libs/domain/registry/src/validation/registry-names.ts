import { invalidParameter } from '../mlflow-error.ts';
import { pythonRepr, pythonTuple } from '../python-text.ts';
import { limits } from './limits.ts';
import { missingValue } from './messages.ts';
import { checkName, checkUniquePath } from './names.ts';
import type { KeyValue } from './run-data.ts';
import { checkLength } from './text-length.ts';

/**
 * Checks the name of a registered model. `parameter` is the one that must not be missing: `name` or `new_name`.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkModelName(name: string, parameter: 'name' | 'new_name' = 'name'): void {
  if (name.trim() === '') throw missingValue(parameter);
  if (/[/:\0]/.test(name)) {
    throw invalidParameter(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  }
  checkUniquePath(name, 'name');
  checkLength('name', name, limits.modelNameLength);
}

/**
 * Checks an alias that is to be set.
 * @throws MlflowError INVALID_PARAMETER_VALUE, also for `latest` and `v1`, which mean a version already
 */
export function checkNewAlias(alias: string): void {
  checkAlias(alias);
  if (alias.toLowerCase() === 'latest') {
    throw invalidParameter("'latest' alias name (case insensitive) is reserved.");
  }
  if (/^[vV]\p{Nd}+$/u.test(alias)) {
    throw invalidParameter(`Version alias name '${alias}' is reserved.`);
  }
}

/**
 * Checks an alias that is asked for.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkAlias(alias: string): void {
  if (alias === '') throw invalidParameter('Registered model alias name cannot be empty.');
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias)) {
    throw invalidParameter(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  }
  checkLength('Registered model alias name', alias, limits.aliasLength);
}

/**
 * Checks a tag of a registered model or of a version.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkRegistryTag({ key, value }: KeyValue): void {
  checkName(key, 'key');
  checkLength('key', key, limits.keyLength);
  checkLength('value', value, limits.registryTagValueLength);
}

/**
 * Checks the name of a logged model.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkLoggedModelName(name: string): void {
  if (name !== '' && !/[/:.%"'\0]/.test(name)) return;
  throw invalidParameter(
    `Invalid model name (${pythonRepr(name)}) provided. Model name must be a non-empty string ` +
      `and cannot contain the following characters: ${pythonTuple(['/', ':', '.', '%', '"', "'"])}`,
  );
}
