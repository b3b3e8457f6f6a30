import {
  checkLength,
  invalidParameter,
  limits,
  randomRunName,
  truncated,
  type KeyValue,
} from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { checkUniqueTags } from './key-values.ts';

const nameTag = 'mlflow.runName';

/**
 * The name of a new run and its tags, of which one says the name. The name comes from the request, or from the tag, or
 * from chance.
 * @throws MlflowError INVALID_PARAMETER_VALUE, BAD_REQUEST
 */
export function namedTags(
  { random }: Pick<RegistryContext, 'random'>,
  runName: string,
  given: readonly KeyValue[],
): { readonly name: string; readonly tags: readonly KeyValue[] } {
  const tags = given
    .filter(({ key, value }) => key !== nameTag || value !== '')
    .map(({ key, value }) => ({ key, value: truncated(value, limits.runTagValueLength) }));
  for (const { key } of tags) checkLength('key', key, limits.keyLength);
  checkUniqueTags(tags);
  const tagged = tags.find(({ key }) => key === nameTag)?.value ?? '';
  if (runName !== '' && tagged !== '' && runName !== tagged)
    throw invalidParameter(
      "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with " +
        `different values (run_name='${runName}', mlflow.runName='${tagged}').`,
    );
  const name = truncated(runName || tagged || randomRunName(random), limits.runTagValueLength);
  return { name, tags: tagged === '' ? [...tags, { key: nameTag, value: name }] : tags };
}
