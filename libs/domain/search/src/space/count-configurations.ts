import { breaksOf, meets } from './condition.ts';
import type { Gate, Slot } from './slot.ts';

type Dimension = Slot & { readonly dimension: number };
type Child = Dimension & { readonly gate: Gate };

/** Number of configurations, constraints aside; Infinity when it is not finite, not exact beyond 2⁵³. */
export function countConfigurations(slots: readonly Slot[]): number {
  if (slots.some(({ axis }) => axis.size === Infinity)) return Infinity;
  const dimensions = slots.filter((slot): slot is Dimension => slot.dimension !== undefined);
  const counts = new Map<number, number>();
  // Children come after their parents, so that theirs are counted first from behind.
  for (const slot of dimensions.toReversed()) {
    const children = dimensions.filter((child): child is Child => child.gate?.dimension === slot.dimension);
    counts.set(slot.dimension, countOf(slot, children, counts));
  }
  return dimensions.reduce(
    (product, { dimension, gate }) => (gate ? product : product * (counts.get(dimension) ?? 1)),
    1,
  );
}

/** Configurations of a dimension and of what depends on it. */
function countOf(
  { axis }: Dimension,
  children: readonly Child[],
  counts: ReadonlyMap<number, number>,
): number {
  if (children.length === 0) return axis.size;
  const breaks = breaksOf(
    children.map(({ gate }) => gate.condition),
    axis,
  );
  let total = 0;
  for (let piece = 0; piece + 1 < breaks.length; piece += 1) {
    const from = breaks[piece] ?? 0;
    let product = (breaks[piece + 1] ?? 0) - from;
    for (const { dimension, gate } of children)
      if (meets(gate.condition, axis.valueAt(from))) product *= counts.get(dimension) ?? 1;
    total += product;
  }
  return total;
}
