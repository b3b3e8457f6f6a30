import { dominates } from './dominates.ts';

/**
 * Sorts losses into fronts: the first one is dominated by none, the second one by the first alone, and so on. Efficient
 * non-dominated sorting with sequential search (Zhang, Tian, Cheng and Jin, IEEE Transactions on Evolutionary Computation
 * 2015).
 *
 * @param losses one list for each trial, all of the same length, without NaN
 * @returns indices by front, ascending in each
 */
export function nonDominatedFronts(losses: readonly (readonly number[])[]): number[][] {
  const order = losses.map((_, index) => index).sort((left, right) => compare(losses[left], losses[right]));
  const fronts: number[][] = [];
  for (const index of order) {
    const own = losses[index] ?? [];
    // Who comes later in the order dominates nobody before; the last of a front is the likeliest to dominate.
    const front = fronts.find(
      (members) => members.findLastIndex((member) => dominates(losses[member] ?? [], own)) === -1,
    );
    if (front === undefined) fronts.push([index]);
    else front.push(index);
  }
  return fronts.map((front) => front.sort((left, right) => left - right));
}

function compare(left: readonly number[] = [], right: readonly number[] = []): number {
  for (const [objective, loss] of left.entries()) {
    const other = right[objective] ?? NaN;
    if (loss !== other) return loss < other ? -1 : 1;
  }
  return 0;
}
