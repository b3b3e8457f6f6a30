/** The value with every NUL in its texts replaced, because neither Postgres nor git keeps one. */
export function withoutNul<Value>(value: Value): Value {
  return replace(value) as Value;
}

function replace(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD');
  if (Array.isArray(value)) return value.map(replace);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replace(entry)]));
}
