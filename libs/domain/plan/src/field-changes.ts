import { formatPath, type Path } from '@slipway/resources';
import { planLimits } from './limits.ts';
import type { FieldChange } from './plan.ts';
import { isSensitive, withoutValues } from './redaction.ts';

interface Change {
  readonly path: Path;
  readonly before: unknown;
  readonly after: unknown;
}

export interface FieldChanges {
  readonly fields: readonly FieldChange[];
  /** So many more are not told. */
  readonly moreFields: number;
}

/**
 * What differs between two values, field by field. Entries of lists are told apart by their `name` or `user` where all
 * have one, so that an insertion is one change. Values that are named like credentials are not shown, nor are `secrets`.
 */
export function fieldChanges(before: unknown, after: unknown, secrets: readonly string[]): FieldChanges {
  const changes: Change[] = [];
  compare([], before, after, changes);
  return {
    fields: changes.slice(0, planLimits.fieldChanges).map(({ path, ...change }) => ({
      path: formatPath(path),
      ...shownSide('before', path, change.before, secrets),
      ...shownSide('after', path, change.after, secrets),
    })),
    moreFields: Math.max(0, changes.length - planLimits.fieldChanges),
  };
}

function compare(path: Path, before: unknown, after: unknown, changes: Change[]): void {
  if (Object.is(before, after)) return;
  const [left, right] = [childrenOf(before), childrenOf(after)];
  if (left?.isList !== right?.isList || left === undefined || right === undefined) {
    if (JSON.stringify(before) !== JSON.stringify(after)) changes.push({ path, before, after });
    return;
  }
  for (const [key, child] of left.entries) compare([...path, key], child, right.entries.get(key), changes);
  for (const [key, child] of right.entries) {
    if (!left.entries.has(key)) compare([...path, key], undefined, child, changes);
  }
}

interface Children {
  readonly isList: boolean;
  readonly entries: ReadonlyMap<string | number, unknown>;
}

/** Fields of an object, or the entries of a list that have names; undefined for everything that is compared as a whole. */
function childrenOf(value: unknown): Children | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return { isList: false, entries: new Map(Object.entries(value)) };
  const entries = value.map((entry: unknown) => [nameOf(entry), entry] as const);
  const names = new Set(entries.map(([name]) => name));
  if (names.has(undefined) || names.size < entries.length) return undefined;
  return { isList: true, entries: new Map(entries as [string, unknown][]) };
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const name = 'name' in entry ? entry.name : 'user' in entry ? entry.user : undefined;
  return typeof name === 'string' ? name : undefined;
}

function shownSide(
  side: 'before' | 'after',
  path: Path,
  value: unknown,
  secrets: readonly string[],
): Partial<FieldChange> {
  if (value === undefined) return {};
  const [name, field] = path.slice(-2);
  const hidden = field === 'value' && typeof name === 'string' && isSensitive(name);
  const text = hidden ? '"(redacted)"' : withoutValues(JSON.stringify(hideValues(value)), secrets);
  const { valueCharacters } = planLimits;
  return { [side]: text.length > valueCharacters ? `${text.slice(0, valueCharacters)}…` : text };
}

/** The value, where a variable named like a credential does not show what it is set to. */
function hideValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideValues);
  if (typeof value !== 'object' || value === null) return value;
  const name = 'name' in value && typeof value.name === 'string' ? value.name : '';
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      key === 'value' && isSensitive(name) ? '(redacted)' : hideValues(field),
    ]),
  );
}
