/** Whether the first losses are nowhere worse than the others, and better somewhere. */
export function dominates(left: readonly number[], right: readonly number[]): boolean {
  let isBetter = false;
  for (let objective = 0; objective < left.length; objective += 1) {
    const loss = left[objective] ?? NaN;
    const other = right[objective] ?? NaN;
    if (!(loss <= other)) return false;
    if (loss < other) isBetter = true;
  }
  return isBetter;
}
