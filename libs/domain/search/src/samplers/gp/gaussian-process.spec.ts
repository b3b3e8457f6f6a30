import { describe, expect, it } from '@jest/globals';
import { Rng } from '../../random/rng.ts';
import { GaussianProcess } from './gaussian-process.ts';

const line = { dimensions: 1, isCategorical: Uint8Array.of(0) };
const noise = 0.1;
/** Length scale 1, variance 1. */
const plain = Float64Array.of(0, 0, Math.log(noise));
/** Matérn 5/2 at distances 1 and 1/2. */
const atOne = 0.5239941088318203;
const atHalf = 0.8286491424181253;

function predict(process: GaussianProcess, ...input: number[]): { mean: number; deviation: number } {
  const result = { mean: 0, deviation: 0 };
  process.predict(Float64Array.from(input), result);
  return result;
}

describe('a Gaussian process', () => {
  it('has the posterior of two opposite points that one gets by hand', () => {
    const process = new GaussianProcess(line, plain, Float64Array.of(0, 1), Float64Array.of(1, -1));
    expect(process.mean).toBeCloseTo(0, 12);
    expect(predict(process, 0).mean).toBeCloseTo((1 - atOne) / (1 + noise - atOne), 6);
    expect(predict(process, 0.5).mean).toBeCloseTo(0, 12);
    const variance = 1 - (2 * atHalf ** 2) / (1 + noise + atOne);
    expect(predict(process, 0.5).deviation).toBeCloseTo(Math.sqrt(variance), 6);
  });

  it('estimates its mean with a standard normal prior', () => {
    const process = new GaussianProcess(line, plain, Float64Array.of(0, 1), Float64Array.of(2, 0));
    expect(process.mean).toBeCloseTo(2 / (3 + noise + atOne), 6);
    expect(predict(process, 100).mean).toBeCloseTo(process.mean, 12);
    expect(predict(process, 100).deviation).toBeCloseTo(1, 12);
  });

  it('expects of all points that it has seen what it expects of each', () => {
    const seen = [0, 0.3, 0.35, 1];
    const process = new GaussianProcess(line, plain, Float64Array.from(seen), Float64Array.of(1, -1, 0, 2));
    expect([...process.meansOfSeen()]).toEqual(seen.map((at) => predict(process, at).mean));
  });

  it('is less sure about choices that it has not seen', () => {
    const process = new GaussianProcess(
      { dimensions: 1, isCategorical: Uint8Array.of(1) },
      plain,
      Float64Array.of(0, 0),
      Float64Array.of(1, 1),
    );
    expect(predict(process, 0).deviation).toBeLessThan(predict(process, 1).deviation);
    expect(predict(process, 1)).toEqual(predict(process, 7));
  });

  it('is surer about a point that it believes, and expects what it did', () => {
    const process = new GaussianProcess(line, plain, Float64Array.of(0, 1), Float64Array.of(1, -1), 1);
    const before = predict(process, 0.4);
    process.believe(Float64Array.of(0.5));
    const after = predict(process, 0.4);
    expect(after.mean).toBe(before.mean);
    expect(after.deviation).toBeLessThan(before.deviation);
  });

  it('has gradients that agree with differences', () => {
    const rng = new Rng(3);
    const shape = { dimensions: 3, isCategorical: Uint8Array.of(0, 0, 1) };
    const inputs = Float64Array.from({ length: 24 }, (_, index) =>
      index % 3 === 2 ? rng.integer(2) : rng.uniform(),
    );
    const targets = Float64Array.from({ length: 7 }, () => rng.normal());
    const process = new GaussianProcess(shape, Float64Array.of(-1, 0, 0.5, 0.2, -3), inputs, targets, 1);
    process.believe(inputs.slice(21));
    const at = Float64Array.of(0.3, 0.6, 1);
    const result = { mean: 0, deviation: 0 };
    const means = new Float64Array(3);
    const deviations = new Float64Array(3);
    process.predictWithGradient(at, result, means, deviations);
    expect(result).toEqual(predict(process, ...at));
    for (const dimension of [0, 1]) {
      const step = 1e-5;
      const above = predict(
        process,
        ...at.map((value, index) => (index === dimension ? value + step : value)),
      );
      const below = predict(
        process,
        ...at.map((value, index) => (index === dimension ? value - step : value)),
      );
      expect(means[dimension]).toBeCloseTo((above.mean - below.mean) / (2 * step), 6);
      expect(deviations[dimension]).toBeCloseTo((above.deviation - below.deviation) / (2 * step), 6);
    }
    expect([means[2], deviations[2]]).toEqual([0, expect.closeTo(0)]);
  });
});
