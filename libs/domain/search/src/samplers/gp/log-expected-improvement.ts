import { logNormalCdf, logNormalDensity, normalCdf, scaledErfc } from '../../numeric/normal-distribution.ts';

/**
 * log(φ(z) + z · Φ(z)): the logarithm of the expected improvement of a normal variable that lies `z` standard deviations
 * beyond the incumbent, exact where the improvement itself underflows (Ament et al., "Unexpected improvements to expected
 * improvement for Bayesian optimization", NeurIPS 2023, section 4.1).
 */
export function logImprovement(z: number): number {
  if (z > -1) return Math.log(Math.exp(logNormalDensity(z)) + z * normalCdf(z));
  const square = z * z;
  if (z > -50)
    return logNormalDensity(z) + Math.log1p(z * Math.sqrt(Math.PI / 2) * scaledErfc(-z * Math.SQRT1_2));
  // Mills' ratio as an asymptotic series: what is left of the difference would be rounding.
  return logNormalDensity(z) - Math.log(square) + Math.log1p((-3 + (15 - 105 / square) / square) / square);
}

/** Derivative of `logImprovement`: Φ(z) / (φ(z) + z · Φ(z)). */
export function logImprovementSlope(z: number): number {
  if (z < -50) return -z - (2 - 6 / (z * z)) / z;
  return Math.exp(logNormalCdf(z) - logImprovement(z));
}
