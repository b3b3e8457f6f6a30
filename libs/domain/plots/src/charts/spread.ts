import type { Axis } from '../axis.ts';

/** Moves a point of a list's value a little aside, always the same way for a trial, so that points do not hide each other. */
export function spread({ scale }: Axis, trial: number): number {
  // Multiples of the golden ratio's fraction are evenly spread.
  return scale === 'category' ? (((trial * 0.618_033_988_75) % 1) - 0.5) * 0.5 : 0;
}
