import type { ModelStage, ModelVersionState, RegisteredModelState } from '../models/registered-model.ts';

/** One thing that differs between two states of a registered model. */
export type ModelChange =
  | { readonly kind: 'model-created' | 'model-deleted' | 'description' }
  | { readonly kind: 'model-renamed'; readonly from: string }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string | undefined }
  | {
      readonly kind: 'version-created' | 'version-deleted' | 'version-description' | 'version-details';
      readonly version: number;
    }
  | { readonly kind: 'stage'; readonly version: number; readonly from: ModelStage; readonly to: ModelStage }
  | {
      readonly kind: 'version-tag';
      readonly version: number;
      readonly key: string;
      readonly value: string | undefined;
    }
  /** `version` undefined: the alias was deleted. */
  | {
      readonly kind: 'alias';
      readonly alias: string;
      readonly version: number | undefined;
      readonly from: number | undefined;
    };

/**
 * What has happened between two states of one model, in an order in which it can have happened: what is removed before
 * what is added, versions before the aliases that point to them. Undefined: there is no model.
 */
export function modelChanges(
  before: RegisteredModelState | undefined,
  after: RegisteredModelState | undefined,
): readonly ModelChange[] {
  if (!after) {
    if (!before) return [];
    return [...aliasChanges(before.aliases, {}), { kind: 'model-deleted' }];
  }
  const old = before ?? { ...after, tags: {}, aliases: {}, versions: [] };
  const aliases = aliasChanges(old.aliases, after.aliases);
  return [
    ...(before ? [] : [{ kind: 'model-created' } as const]),
    ...(old.name === after.name ? [] : [{ kind: 'model-renamed', from: old.name } as const]),
    ...(old.description === after.description ? [] : [{ kind: 'description' } as const]),
    // A new model comes with its tags.
    ...(before ? tagChanges(old.tags, after.tags).map((tag) => ({ kind: 'tag', ...tag }) as const) : []),
    ...aliases.filter(({ version }) => version === undefined),
    ...versionChanges(old.versions, after.versions),
    ...aliases.filter(({ version }) => version !== undefined),
  ];
}

type AliasChange = Extract<ModelChange, { readonly kind: 'alias' }>;

function aliasChanges(
  before: RegisteredModelState['aliases'],
  after: RegisteredModelState['aliases'],
): readonly AliasChange[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return namesOf(old, now).flatMap((alias) => {
    const [from, version] = [old.get(alias)?.version, now.get(alias)?.version];
    return from === version ? [] : { kind: 'alias', alias, version, from };
  });
}

function versionChanges(
  before: readonly ModelVersionState[],
  after: readonly ModelVersionState[],
): readonly ModelChange[] {
  const old = new Map(before.map((version) => [version.version, version]));
  const kept = new Set(after.map(({ version }) => version));
  return [
    ...before
      .filter(({ version }) => !kept.has(version))
      .map(({ version }) => ({ kind: 'version-deleted', version }) as const),
    ...after.flatMap((version) => changesOfVersion(old.get(version.version), version)),
  ];
}

function changesOfVersion(
  before: ModelVersionState | undefined,
  after: ModelVersionState,
): readonly ModelChange[] {
  const { version, stage } = after;
  const from = before?.stage ?? 'None';
  const moved = from === stage ? [] : [{ kind: 'stage', version, from, to: stage } as const];
  if (!before) return [{ kind: 'version-created', version }, ...moved];
  const isSame = details.every((field) => before[field] === after[field]);
  return [
    ...(isSame ? [] : [{ kind: 'version-details', version } as const]),
    ...(before.description === after.description ? [] : [{ kind: 'version-description', version } as const]),
    ...tagChanges(before.tags, after.tags).map((tag) => ({ kind: 'version-tag', version, ...tag }) as const),
    ...moved,
  ];
}

/** What no request changes once a version is there; in git it can be mended. */
const details = ['source', 'storageLocation', 'runId', 'runLink', 'modelId', 'userId', 'createdAt'] as const;

function tagChanges(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly { readonly key: string; readonly value: string | undefined }[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return namesOf(old, now).flatMap((key) => {
    const value = now.get(key);
    return old.get(key) === value ? [] : { key, value };
  });
}

function namesOf(left: ReadonlyMap<string, unknown>, right: ReadonlyMap<string, unknown>): readonly string[] {
  return [...new Set([...left.keys(), ...right.keys()])].sort();
}
