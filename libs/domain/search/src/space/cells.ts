/** The cell that a coordinate lies in, of `count` equal ones on [0, 1]. */
export function cellOf(coordinate: number, count: number): number {
  return Math.min(Math.max(Math.floor(coordinate * count), 0), count - 1);
}

export function cellMiddle(cell: number, count: number): number {
  return (cell + 0.5) / count;
}
