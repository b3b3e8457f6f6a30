import { checkRegistryTag, invalidParameter, limits, type Tags } from '@slipway/registry';
import type { Json } from '../protocol/message.ts';

interface GivenTag {
  readonly key: string;
  readonly value: string;
}

/**
 * Checks a tag of a registered model.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkModelTag(tag: GivenTag): void {
  checkRegistryTag(tag);
  // No reader of YAML or JSON has to cope with it.
  if (tag.key === '__proto__') throw invalidParameter("The tag key '__proto__' is reserved.");
}

/**
 * Checks a tag of a version.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkVersionTag(tag: GivenTag): void {
  if (tag.key === 'mlflow.prompt.text' && tag.value.length > limits.registryTagValueLength) {
    const most = String(limits.registryTagValueLength);
    throw invalidParameter(`Prompt text exceeds max length of ${most} characters.`);
  }
  checkModelTag(tag);
}

/** The tags of a request; of two with the same key the last one counts. */
export function tagsOf(
  given: readonly { readonly key: string | undefined; readonly value: string | undefined }[],
  check: (tag: GivenTag) => void,
): Tags {
  const tags = given.map(({ key = '', value = '' }) => ({ key, value }));
  for (const tag of tags) check(tag);
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

/**
 * Checks that all texts of a request can be kept: neither PostgreSQL nor git holds a NUL or half a character.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkTexts(parameters: Readonly<Record<string, Json>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (!isKeepable(value))
      throw invalidParameter(
        `The parameter '${name}' has a NUL character or half a character (a lone surrogate).`,
      );
  }
}

function isKeepable(value: Json): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isKeepable);
}
