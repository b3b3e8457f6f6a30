import { pythonJson } from '../python-text.ts';

/** Tag of a logged model: the model versions that were made from it. */
export const modelVersionsTag = 'mlflow.modelVersions';

interface NamedVersion {
  readonly name: string;
  readonly version: number;
}

/**
 * The value of the tag with one more version, in the form that MLflow writes: a JSON list of `{"name", "version"}`. What is
 * no such list, because somebody has set the tag to something else, is begun anew.
 */
export function withModelVersion(value: string | undefined, added: NamedVersion): string {
  const known = listed(value);
  const isKnown = known.some(({ name, version }) => name === added.name && version === added.version);
  const versions = isKnown ? known : [...known, added];
  const items = versions.map(
    ({ name, version }) => `{"name": ${pythonJson(name)}, "version": ${pythonJson(version)}}`,
  );
  return `[${items.join(', ')}]`;
}

function listed(value = '[]'): readonly NamedVersion[] {
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list.flatMap(namedVersion) : [];
  } catch {
    return [];
  }
}

/** MLflow's client writes the version as a text. */
function namedVersion(item: unknown): readonly NamedVersion[] {
  if (typeof item !== 'object' || item === null || !('name' in item) || !('version' in item)) return [];
  const version = Number(item.version);
  return typeof item.name === 'string' && Number.isSafeInteger(version) ? [{ name: item.name, version }] : [];
}
