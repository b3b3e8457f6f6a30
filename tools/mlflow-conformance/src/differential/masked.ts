const times = new Set([
  'creation_time',
  'last_update_time',
  'creation_timestamp',
  'last_updated_timestamp',
  'creation_timestamp_ms',
  'last_updated_timestamp_ms',
]);
const opaque = new Set(['next_page_token', 'sqlstate', 'error_class', 'workspace']);
const ids =
  /\bm-[0-9a-f]{32}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b/g;
const unorderedLists = new Set(['latest_versions', 'model_inputs', 'model_outputs']);
const randomName = /^[a-z]+-[a-z]+-\d+$/;

/**
 * An answer without what must differ: ids become the names that `nameOf` knows, times, page tokens and random names become
 * placeholders, and lists whose order nobody promises are sorted.
 */
export function masked(value: unknown, nameOf: (id: string) => string | undefined): unknown {
  if (typeof value === 'string') return maskedText(value).replaceAll(ids, (id) => nameOf(id) ?? '<id>');
  if (Array.isArray(value)) return sorted(value.map((each) => masked(each, nameOf)));
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = [];
  for (const [key, each] of Object.entries(value)) {
    if (opaque.has(key)) {
      if (key === 'next_page_token') entries.push([key, '<token>']);
    } else if (times.has(key)) entries.push([key, '<time>']);
    else if (isRandomName(key, each, value)) entries.push([key, '<random name>']);
    else {
      const inside = masked(each, nameOf);
      entries.push([
        key,
        unorderedLists.has(key) && Array.isArray(inside) ? byText(inside as unknown[]) : inside,
      ]);
    }
  }
  return Object.fromEntries(entries);
}

/** MLflow's messages quote its database's errors, and print Python's sets in any order. */
function maskedText(text: string): string {
  return text
    .replace(/ Error: \(.*$/s, '')
    .replaceAll(/\{('[^{}]*')\}/g, (_, items: string) => `{${items.split(', ').toSorted().join(', ')}}`);
}

function isRandomName(key: string, value: unknown, owner: object): boolean {
  if (typeof value !== 'string' || !randomName.test(value)) return false;
  return (
    key === 'run_name' ||
    (key === 'name' && 'model_id' in owner) ||
    (key === 'value' && 'key' in owner && owner.key === 'mlflow.runName')
  );
}

/** Tags, params, metrics, datasets, aliases, and what belongs to a run or model have no order; runs and models do. */
function sorted(list: readonly unknown[]): readonly unknown[] {
  const unordered = list.every(
    (each) =>
      typeof each === 'object' &&
      each !== null &&
      ('key' in each || 'dataset' in each || 'alias' in each || 'entity' in each || 'digest' in each),
  );
  if (!unordered && !list.every((each) => typeof each === 'string')) return list;
  return byText(list);
}

const byText = (list: readonly unknown[]): readonly unknown[] =>
  list.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
