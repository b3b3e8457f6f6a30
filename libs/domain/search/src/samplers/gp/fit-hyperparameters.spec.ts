import { describe, expect, it } from '@jest/globals';
import { Rng } from '../../random/rng.ts';
import { fitHyperparameters, negativeLogPosterior, priorMode } from './fit-hyperparameters.ts';

describe('hyperparameters', () => {
  it('have a posterior whose gradient agrees with differences', () => {
    const rng = new Rng(4);
    const shape = { dimensions: 3, isCategorical: Uint8Array.of(0, 1, 0) };
    const inputs = Float64Array.from({ length: 30 }, (_, index) =>
      index % 3 === 1 ? rng.integer(3) : rng.uniform(),
    );
    const targets = Float64Array.from({ length: 10 }, () => rng.normal());
    const evaluate = negativeLogPosterior(shape, inputs, targets);
    const at = Float64Array.of(-0.7, 0.3, 0.1, 0.4, -2);
    const gradient = new Float64Array(5);
    evaluate(at, gradient);
    for (const index of at.keys()) {
      const step = 1e-5;
      const above = evaluate(
        at.map((value, other) => (other === index ? value + step : value)),
        new Float64Array(5),
      );
      const below = evaluate(
        at.map((value, other) => (other === index ? value - step : value)),
        new Float64Array(5),
      );
      expect(gradient[index]).toBeCloseTo((above - below) / (2 * step), 5);
    }
  });

  it('that fit tell the dimension that matters from the other, and how little noise there is', () => {
    const rng = new Rng(5);
    const shape = { dimensions: 2, isCategorical: Uint8Array.of(0, 0) };
    const inputs = Float64Array.from({ length: 80 }, () => rng.uniform());
    const targets = Float64Array.from({ length: 40 }, (_, row) => 1.4 * Math.sin(9 * (inputs[row * 2] ?? 0)));
    const [first = 0, second = 0, , noise = 0] = fitHyperparameters(
      shape,
      inputs,
      targets,
      [priorMode(2)],
      60,
    );
    expect(second - first).toBeGreaterThan(1);
    expect(noise).toBeLessThan(-6);
  });
});
