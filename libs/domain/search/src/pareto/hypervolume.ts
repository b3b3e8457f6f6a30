/**
 * Size of the region that losses dominate, up to a reference point: exact for any number of objectives, by slices along the
 * last one (Zitzler 1999; Knowles 2002). O(n log n) for two objectives, O(n² log n) for three, and slow beyond five.
 *
 * @param losses one list for each trial; those not below the reference in each objective count for nothing
 * @param reference upper bound of each objective
 */
export function hypervolume(losses: readonly (readonly number[])[], reference: readonly number[]): number {
  const inside = losses.filter((point) =>
    reference.every((bound, objective) => (point[objective] ?? NaN) < bound),
  );
  return volume(inside, reference, reference.length);
}

/** Of the first `objectives` of all. */
function volume(
  points: readonly (readonly number[])[],
  reference: readonly number[],
  objectives: number,
): number {
  const last = objectives - 1;
  const at = (point: readonly number[] | undefined) => point?.[last] ?? reference[last] ?? 0;
  if (points.length === 0 || objectives === 0) return 0;
  if (objectives === 1) return (reference[0] ?? 0) - Math.min(...points.map(at));
  const ascending = points.toSorted((left, right) => at(left) - at(right));
  if (objectives === 2) return area(ascending, reference);
  let sum = 0;
  for (const [index, point] of ascending.entries()) {
    const depth = at(ascending[index + 1]) - at(point);
    if (depth > 0) sum += depth * volume(ascending.slice(0, index + 1), reference, last);
  }
  return sum;
}

/** Of two objectives. @param ascending by the second one */
function area(ascending: readonly (readonly number[])[], [width = 0, height = 0]: readonly number[]): number {
  let sum = 0;
  let least = width;
  for (const [first = 0, second = 0] of ascending) {
    if (first >= least) continue;
    sum += (least - first) * (height - second);
    least = first;
  }
  return sum;
}
