import { describe, expect, it } from '@jest/globals';
import { createRandomSampler } from './random.ts';
import { describeSampler } from './testing/sampler-contract.ts';
import { mixedSpace } from './testing/spaces.ts';

describeSampler('random search', createRandomSampler);

describe('random search', () => {
  it('gives each value of a parameter the same chance, and of one that is not active none', () => {
    const space = mixedSpace();
    const sampler = createRandomSampler({ space, seed: 3 });
    const all = Array.from({ length: 3000 }, (_, trial) => space.decode(sampler.ask(trial)));
    const share = (test: (configuration: (typeof all)[number]) => boolean) =>
      all.filter(test).length / all.length;
    expect(share(({ model }) => model === 'net')).toBeCloseTo(1 / 3, 1);
    expect(share(({ layers }) => layers === 4)).toBeCloseTo(1 / 4, 1);
    expect(share(({ batch }) => batch === 32)).toBeCloseTo(1 / 3, 1);
    expect(share(({ rate }) => Number(rate) < 10 ** -2.5)).toBeCloseTo(1 / 2, 1);
    expect(share(({ model, depth }) => (model === 'tree') !== (depth !== undefined))).toBe(0);
  });

  it('does not depend on what became of other trials', () => {
    const space = mixedSpace();
    const sampler = createRandomSampler({ space, seed: 3 });
    sampler.ask(0);
    expect(sampler.ask(7)).toEqual(createRandomSampler({ space, seed: 3 }).ask(7));
  });
});
