import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Rng } from '../../random/rng.ts';
import { ChoiceProbabilities } from './choice-probabilities.ts';

const all = (probabilities: ChoiceProbabilities, choices: number) =>
  Array.from({ length: choices }, (_, choice) => probabilities.of(choice));

describe('the probabilities of choices', () => {
  it('are equal at the beginning', () => {
    expect(all(new ChoiceProbabilities(4, 0.1), 4)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('move towards what the better ones chose, by the rate', () => {
    const probabilities = new ChoiceProbabilities(2, 0.1);
    probabilities.update([0, 0, 1, 1], Float64Array.of(0.7, 0.3, -0.5, -0.5), 0.5);
    expect(all(probabilities, 2)).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)]);
  });

  it('do not move where the parameter is not active', () => {
    const probabilities = new ChoiceProbabilities(2, 0.1);
    probabilities.update([NaN, NaN], Float64Array.of(0.7, 0.3), 0.5);
    expect(all(probabilities, 2)).toEqual([0.5, 0.5]);
  });

  it('sum to one and stay above their floor', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.array(fc.array(fc.nat(), { minLength: 3, maxLength: 3 }), { maxLength: 60 }),
        (choices, generations) => {
          const probabilities = new ChoiceProbabilities(choices, 0.2);
          for (const generation of generations)
            probabilities.update(
              generation.map((value) => value % choices),
              Float64Array.of(0.6, 0.3, 0.1),
              0.9,
            );
          const values = all(probabilities, choices);
          expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
          expect(Math.min(...values)).toBeGreaterThan(Math.min(0.2 / (choices - 1), 0.5 / choices) - 1e-12);
        },
      ),
    );
  });

  it('are how often choices are drawn', () => {
    const probabilities = new ChoiceProbabilities(3, 0.1);
    probabilities.update([2], Float64Array.of(1), 0.4);
    const rng = new Rng(5);
    const draws = Array.from({ length: 10_000 }, () => probabilities.draw(rng));
    for (let choice = 0; choice < 3; choice += 1)
      expect(draws.filter((draw) => draw === choice).length / draws.length).toBeCloseTo(
        probabilities.of(choice),
        1,
      );
  });
});
