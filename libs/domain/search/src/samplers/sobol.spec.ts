import { describe, expect, it } from '@jest/globals';
import { createSobolSampler } from './sobol.ts';
import { describeSampler } from './testing/sampler-contract.ts';
import { cube, mixedSpace } from './testing/spaces.ts';

describeSampler('the Sobol sampler', createSobolSampler);

describe('the Sobol sampler', () => {
  it('puts one of 32 points into each 32nd of each dimension', () => {
    const sampler = createSobolSampler({ space: cube(4), seed: 9 });
    const points = Array.from({ length: 32 }, (_, trial) => sampler.ask(trial));
    for (let dimension = 0; dimension < 4; dimension += 1)
      expect(new Set(points.map((point) => Math.floor((point[dimension] ?? 0) * 32))).size).toBe(32);
  });

  it('takes each choice as often as the others', () => {
    const space = mixedSpace();
    const sampler = createSobolSampler({ space, seed: 9 });
    const counts = new Map<unknown, number>();
    for (let trial = 0; trial < 96; trial += 1) {
      const { model } = space.decode(sampler.ask(trial));
      counts.set(model, (counts.get(model) ?? 0) + 1);
    }
    for (const count of counts.values()) expect(Math.abs(count - 32)).toBeLessThanOrEqual(3);
  });
});
