/** Folds the line into [0, 1] like a strip of paper, so that a step over an end comes back from it. */
export function fold(at: number): number {
  const rest = Math.abs(at) % 2;
  return rest > 1 ? 2 - rest : rest;
}

/** The place nearest to another one that is folded to a coordinate. */
export function unfold(coordinate: number, near: number): number {
  const even = 2 * Math.round((near - coordinate) / 2) + coordinate;
  const odd = 2 * Math.round((near + coordinate) / 2) - coordinate;
  return Math.abs(even - near) <= Math.abs(odd - near) ? even : odd;
}
