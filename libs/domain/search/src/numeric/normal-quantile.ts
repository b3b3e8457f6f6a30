import { normalCdf } from './normal-distribution.ts';

const refinements = 3;
const densityAtZero = 0.398_942_280_401_432_7;

/**
 * The value that a standard normal variable stays below with a probability: the rational start of Hastings (Abramowitz and
 * Stegun 1964, 26.2.23), made exact to rounding by Halley's steps.
 *
 * @param probability in 0 … 1; the ends give ∓Infinity
 */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability <= 0) return -Infinity;
  const t = Math.sqrt(-2 * Math.log(probability));
  let value =
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let round = 0; round < refinements; round += 1) {
    const density = densityAtZero * Math.exp(-0.5 * value * value);
    if (density === 0) break;
    const error = (normalCdf(value) - probability) / density;
    value -= error / (1 + 0.5 * value * error);
  }
  return value;
}
