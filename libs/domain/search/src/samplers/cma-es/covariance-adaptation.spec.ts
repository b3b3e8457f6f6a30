import { describe, expect, it } from '@jest/globals';
import { Rng } from '../../random/rng.ts';
import { CovarianceAdaptation } from './covariance-adaptation.ts';
import { defaultPopulation, strategyParameters } from './strategy-parameters.ts';

/** Evaluations until a loss is reached; undefined when it is not in 200,000. */
function evaluationsTo(target: number, loss: (at: Float64Array) => number, dimensions: number, seed: number) {
  const rng = new Rng(seed);
  const start = Float64Array.from({ length: dimensions }, () => rng.uniform());
  const strategy = new CovarianceAdaptation(start, 0.3, defaultPopulation(dimensions));
  for (let evaluations = 0; evaluations < 200_000; evaluations += strategy.parameters.population) {
    const generation = Array.from({ length: strategy.parameters.population }, () => {
      const at = new Float64Array(dimensions);
      strategy.sample(rng, at);
      return { at, isOwn: true, loss: loss(at) };
    }).sort((left, right) => left.loss - right.loss);
    if ((generation[0]?.loss ?? Infinity) < target) return evaluations;
    strategy.update(generation);
  }
  return undefined;
}

const sphere = (at: Float64Array) => at.reduce((sum, value) => sum + value * value, 0);
const ellipsoid = (at: Float64Array) =>
  at.reduce((sum, value, index) => sum + 1e6 ** (index / (at.length - 1)) * value * value, 0);
const rosenbrock = (at: Float64Array) =>
  at.reduce((sum, value, index) => {
    const next = at[index + 1];
    return next === undefined ? sum : sum + 100 * (next - value * value) ** 2 + (1 - value) ** 2;
  }, 0);

/** A rotation made of random vectors at right angles (Gram and Schmidt). */
function rotated(loss: (at: Float64Array) => number, dimensions: number) {
  const rng = new Rng(dimensions, 99);
  const basis: Float64Array[] = [];
  while (basis.length < dimensions) {
    const vector = Float64Array.from({ length: dimensions }, () => rng.normal());
    for (const other of basis) {
      const along = other.reduce((sum, value, index) => sum + value * (vector[index] ?? 0), 0);
      for (const [index, value] of other.entries()) vector[index] = (vector[index] ?? 0) - along * value;
    }
    const length = Math.sqrt(sphere(vector));
    basis.push(vector.map((value) => value / length));
  }
  return (at: Float64Array) =>
    loss(
      Float64Array.from(basis, (row) => row.reduce((sum, value, index) => sum + value * (at[index] ?? 0), 0)),
    );
}

describe('the constants of a CMA-ES', () => {
  it('are those of the tutorial for ten dimensions', () => {
    const parameters = strategyParameters(10, defaultPopulation(10));
    expect(parameters.population).toBe(10);
    expect(parameters.effective).toBeCloseTo(3.167, 3);
    expect(parameters.rankOneRate).toBeCloseTo(2 / (11.3 ** 2 + 3.1673), 6);
    expect(parameters.expectedLength).toBeCloseTo(3.0847, 3);
    expect(
      parameters.weights.filter((weight) => weight > 0).reduce((sum, weight) => sum + weight, 0),
    ).toBeCloseTo(1, 12);
    expect(parameters.weights.slice(5).every((weight) => weight < 0)).toBe(true);
  });
});

describe('covariance matrix adaptation', () => {
  it.each([
    ['the sphere in 5 dimensions', sphere, 5, 800],
    ['the sphere in 10 dimensions', sphere, 10, 1500],
    ['an ellipsoid of condition 10⁶ in 5 dimensions', ellipsoid, 5, 3000],
    ['a rotated ellipsoid of condition 10⁶ in 5 dimensions', rotated(ellipsoid, 5), 5, 3000],
    ["Rosenbrock's function in 5 dimensions", rosenbrock, 5, 4500],
  ])('finds the minimum of %s to 1e-8', (_name, loss, dimensions, most) => {
    const needed = Array.from(
      { length: 3 },
      (_, seed) => evaluationsTo(1e-8, loss, dimensions, seed) ?? Infinity,
    );
    const median = needed.sort((left, right) => left - right)[1];
    expect(median).toBeLessThan(most);
  });

  it('is not led away by a point from far away', () => {
    const strategy = new CovarianceAdaptation(new Float64Array(2), 0.01, 6);
    strategy.update(
      Array.from({ length: 6 }, (_, rank) => ({
        at: Float64Array.of(rank === 0 ? 1 : 0.01, 0.01),
        isOwn: rank > 0,
      })),
    );
    expect(Math.abs(strategy.mean[0] ?? 0)).toBeLessThan(0.05);
    expect(strategy.deviation(0)).toBeLessThan(0.05);
  });

  it('is exhausted when it has shrunk to a point', () => {
    const strategy = new CovarianceAdaptation(new Float64Array(2), 1e-13, 6);
    expect(strategy.isExhausted).toBe(true);
    expect(new CovarianceAdaptation(new Float64Array(2), 0.1, 6).isExhausted).toBe(false);
  });
});
