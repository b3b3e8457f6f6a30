import { normalCdf } from '../../numeric/normal-distribution.ts';
import { normalQuantile } from '../../numeric/normal-quantile.ts';
import type { RasterCell } from './raster-cell.ts';

/** A coordinate on a raster: where its distribution is centred, and by what its deviation is stretched. */
export interface RasterCoordinate {
  readonly mean: number;
  readonly stretch: number;
}

/**
 * Keeps a coordinate on a raster from being stuck at one value: the values beside the one that its mean lies at stay as
 * likely as `margin` says (CMA-ES with margin: Hamano, Saito, Nomura and Shirakawa, GECCO 2022).
 *
 * @param cell that the mean lies in
 * @param deviation of the coordinate, without its stretch
 * @param margin least probability, in all, of values other than the one at the mean
 */
export function keepMargin(
  coordinate: RasterCoordinate,
  { lower, upper }: RasterCell,
  deviation: number,
  margin: number,
): RasterCoordinate {
  const { mean, stretch } = coordinate;
  const spread = Math.max(deviation * stretch, 1e-300);
  if (lower === -Infinity || upper === Infinity) {
    const border = lower === -Infinity ? upper : lower;
    const furthest = normalQuantile(1 - margin) * spread;
    return { mean: border + Math.max(-furthest, Math.min(furthest, mean - border)), stretch };
  }
  const half = margin / 2;
  const below = normalCdf((lower - mean) / spread);
  const above = normalCdf((mean - upper) / spread);
  if (below >= half && above >= half) return coordinate;
  const inside = 1 - below - above;
  const leastBelow = Math.max(half, below);
  const leastAbove = Math.max(half, above);
  const share = (1 - leastBelow - leastAbove - inside) / (leastBelow + leastAbove + inside - 3 * half);
  const toLower = normalQuantile(1 - leastBelow - share * (leastBelow - half));
  const toUpper = normalQuantile(1 - leastAbove - share * (leastAbove - half));
  return {
    mean: (lower * toUpper + upper * toLower) / (toLower + toUpper),
    stretch: (upper - lower) / (Math.max(deviation, 1e-300) * (toLower + toUpper)),
  };
}
