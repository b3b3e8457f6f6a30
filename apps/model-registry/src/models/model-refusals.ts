import { MlflowError, parseModelVersion } from '@slipway/registry';

export const modelNotFound = (name: string): MlflowError =>
  new MlflowError('RESOURCE_DOES_NOT_EXIST', `Registered Model with name=${name} not found`);

export const versionNotFound = (name: string, version: number | string): MlflowError =>
  new MlflowError(
    'RESOURCE_DOES_NOT_EXIST',
    `Model Version (name=${name}, version=${String(version)}) not found`,
  );

/**
 * The number of a version that is asked for.
 * @throws MlflowError INVALID_PARAMETER_VALUE, or RESOURCE_DOES_NOT_EXIST for a number that no version can have
 */
export function versionNumber(name: string, given: string): number {
  const version = parseModelVersion(given);
  if (version < 1 || version >= 2 ** 31) throw versionNotFound(name, given.trim());
  return version;
}
