/** The same entries in the order of their names, so that equal maps give equal text. */
export function sortedByName<T>(map: Readonly<Record<string, T>> = {}): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1)));
}
