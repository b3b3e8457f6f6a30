import type { ModelVersionState, RegisteredModelState } from './registered-model.ts';

/** The aliases that point to a version, in their order. */
export const aliasesOf = (
  { aliases }: Pick<RegisteredModelState, 'aliases'>,
  version: number,
): readonly string[] =>
  Object.keys(aliases)
    .filter((alias) => aliases[alias]?.version === version)
    .sort();

export const versionIn = (model: RegisteredModelState, version: number): ModelVersionState | undefined =>
  model.versions.find((one) => one.version === version);

/** Undefined when there is no such version. An alias that points to it already keeps since when and by whom. */
export function setAlias(
  model: RegisteredModelState,
  alias: string,
  version: number,
  by: { readonly name: string; readonly now: number },
): RegisteredModelState | undefined {
  if (!versionIn(model, version)) return undefined;
  const current = Object.hasOwn(model.aliases, alias) ? model.aliases[alias] : undefined;
  if (current?.version === version) return model;
  return { ...model, aliases: { ...model.aliases, [alias]: { version, since: by.now, by: by.name } } };
}

export function deleteAlias(model: RegisteredModelState, alias: string): RegisteredModelState {
  return Object.hasOwn(model.aliases, alias) ? withoutAliases(model, [alias]) : model;
}

export function withoutAliases(
  model: RegisteredModelState,
  aliases: readonly string[],
): RegisteredModelState {
  const kept = Object.entries(model.aliases).filter(([alias]) => !aliases.includes(alias));
  return { ...model, aliases: Object.fromEntries(kept) };
}
