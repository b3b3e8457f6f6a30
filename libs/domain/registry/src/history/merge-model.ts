import { canonicalJson } from '@slipway/kernel';
import type { ModelVersionState, RegisteredModelState } from '../models/registered-model.ts';

/**
 * Three-way merge of a registered model: what somebody changed from `base` to `theirs` in git, applied to `ours`, which
 * the registry has. Where both changed the same, git wins, with two exceptions that keep what was answered true: a version
 * that both added is ours, and the number of the next version never goes back.
 */
export function mergeModel(
  base: RegisteredModelState,
  theirs: RegisteredModelState,
  ours: RegisteredModelState,
): RegisteredModelState {
  const versions = mergeVersions(base.versions, theirs.versions, ours.versions);
  const known = new Set(versions.map(({ version }) => version));
  const aliases = mergeEntries(base.aliases, theirs.aliases, ours.aliases);
  return {
    team: ours.team,
    name: merged(base.name, theirs.name, ours.name),
    path: merged(base.path, theirs.path, ours.path),
    createdAt: merged(base.createdAt, theirs.createdAt, ours.createdAt),
    updatedAt: mergedTime(base.updatedAt, theirs.updatedAt, ours.updatedAt),
    description: merged(base.description, theirs.description, ours.description),
    tags: mergeEntries(base.tags, theirs.tags, ours.tags),
    // One side may have set an alias on a version that the other side deleted.
    aliases: Object.fromEntries(Object.entries(aliases).filter(([, { version }]) => known.has(version))),
    nextVersion: Math.max(theirs.nextVersion, ours.nextVersion),
    versions,
  };
}

function mergeVersions(
  base: readonly ModelVersionState[],
  theirs: readonly ModelVersionState[],
  ours: readonly ModelVersionState[],
): readonly ModelVersionState[] {
  const [inBase, inTheirs, inOurs] = [byNumber(base), byNumber(theirs), byNumber(ours)];
  const numbers = [...new Set([...inTheirs.keys(), ...inOurs.keys()])].sort((left, right) => left - right);
  return numbers.flatMap((number) => {
    const [b, t, o] = [inBase.get(number), inTheirs.get(number), inOurs.get(number)];
    // Removed on one side, and not added anew on the other.
    if (b !== undefined && (t === undefined || o === undefined)) return [];
    if (b === undefined || t === undefined || o === undefined) return o ?? t ?? [];
    // What git leaves alone stays the same object, so that it is not written anew.
    return isSame(b, t) ? o : mergeVersion(b, t, o);
  });
}

function byNumber(versions: readonly ModelVersionState[]): ReadonlyMap<number, ModelVersionState> {
  return new Map(versions.map((version) => [version.version, version]));
}

function mergeVersion(
  base: ModelVersionState,
  theirs: ModelVersionState,
  ours: ModelVersionState,
): ModelVersionState {
  return {
    version: ours.version,
    createdAt: merged(base.createdAt, theirs.createdAt, ours.createdAt),
    updatedAt: mergedTime(base.updatedAt, theirs.updatedAt, ours.updatedAt),
    userId: merged(base.userId, theirs.userId, ours.userId),
    stage: merged(base.stage, theirs.stage, ours.stage),
    description: merged(base.description, theirs.description, ours.description),
    source: merged(base.source, theirs.source, ours.source),
    storageLocation: merged(base.storageLocation, theirs.storageLocation, ours.storageLocation),
    runId: merged(base.runId, theirs.runId, ours.runId),
    runLink: merged(base.runLink, theirs.runLink, ours.runLink),
    modelId: merged(base.modelId, theirs.modelId, ours.modelId),
    tags: mergeEntries(base.tags, theirs.tags, ours.tags),
  };
}

function merged<Value>(base: Value, theirs: Value, ours: Value): Value {
  return isSame(base, theirs) ? ours : theirs;
}

/** When both moved it, the later one: something happened then. */
function mergedTime(base: number, theirs: number, ours: number): number {
  return base === ours ? theirs : Math.max(merged(base, theirs, ours), ours);
}

function mergeEntries<Value>(
  base: Readonly<Record<string, Value>>,
  theirs: Readonly<Record<string, Value>>,
  ours: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const [inBase, inTheirs, inOurs] = [byName(base), byName(theirs), byName(ours)];
  const names = [...new Set([...inTheirs.keys(), ...inOurs.keys()])].sort();
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = merged(inBase.get(name), inTheirs.get(name), inOurs.get(name));
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
function byName<Value>(entries: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(entries));
}

function isSame(left: unknown, right: unknown): boolean {
  return (
    left === right || (isObject(left) && isObject(right) && canonicalJson(left) === canonicalJson(right))
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
