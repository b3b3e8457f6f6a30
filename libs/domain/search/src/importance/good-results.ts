import type { Point } from '../space/search-space.ts';

/** A trial that ran to its end. */
export interface MeasuredResult {
  readonly point: Point;
  /** Of one objective, to be minimised. */
  readonly loss: number;
  /** Of constraints on the outcome, in all; 0 when they hold. */
  readonly violation: number;
}

/** Share of the results that count as good, and the number that there should be at the least. */
const share = 0.1;
const least = 8;

/** The best tenth, with all that are as good as its last one; of few results more, up to a half. */
export function goodResults(results: readonly MeasuredResult[]): ReadonlySet<MeasuredResult> {
  const order = results.toSorted(compare);
  const wanted = Math.max(Math.ceil(share * order.length), Math.min(least, order.length >> 1));
  const last = order[wanted - 1];
  return new Set(last && order.filter((result) => compare(result, last) <= 0));
}

const compare = (one: MeasuredResult, other: MeasuredResult): number =>
  one.violation - other.violation || one.loss - other.loss;
