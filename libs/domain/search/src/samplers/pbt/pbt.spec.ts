import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Point, SearchSpace } from '../../space/search-space.ts';
import type { Observation, PopulationOptions, Sampler, Training } from '../sampler.ts';
import { noisyDescent } from '../testing/noisy-descent.ts';
import { describeSampler } from '../testing/sampler-contract.ts';
import { cube } from '../testing/spaces.ts';
import { createRandomSampler } from '../random.ts';
import { createPbtSampler } from './pbt.ts';

const options: PopulationOptions = { size: 5, interval: 10, share: 0.2, resample: 0.25, factors: [0.8, 1.2] };

describeSampler('population based training', (given) => createPbtSampler({ ...given, training: options }));
describeSampler('population based training as it is by default', createPbtSampler);

/** A population whose trials end as a test says. */
class Played {
  readonly sampler: Sampler;
  readonly points: Point[] = [];
  readonly trainings: Training[] = [];

  constructor(change: Partial<PopulationOptions> = {}, space: SearchSpace = cube(2, 1, 9)) {
    this.sampler = createPbtSampler({ space, seed: 1, training: { ...options, ...change } });
  }

  get free(): number | undefined {
    return this.sampler.population?.free;
  }

  /** Begins trials. @returns what they train */
  begin(count: number): readonly Training[] {
    for (let begun = 0; begun < count; begun += 1) {
      const trial = this.points.length;
      this.points.push(this.sampler.ask(trial));
      const training = this.sampler.population?.trainingOf(trial);
      if (training) this.trainings.push(training);
    }
    return this.trainings.slice(-count);
  }

  end(trial: number, loss: number, change: Partial<Observation> = {}): void {
    const point = this.points[trial] ?? Float64Array.of();
    this.sampler.tell({ trial, point, state: 'complete', losses: [loss], violation: 0, ...change });
  }

  /** Begins and ends one trial after the other. */
  run(...losses: readonly number[]): void {
    for (const loss of losses) {
      this.begin(1);
      this.end(this.points.length - 1, loss);
    }
  }
}

const anew: Training = { fromStep: 0, toStep: 10 };
const after = (parent: number, fromStep = 10): Training => ({ parent, fromStep, toStep: fromStep + 10 });

describe('population based training', () => {
  it('begins with points of its own for each member, and has nobody free while all train', () => {
    const played = new Played();
    expect(played.free).toBe(5);
    expect(played.begin(5)).toEqual(Array(5).fill(anew));
    expect(new Set(played.points.map(String)).size).toBe(5);
    expect(played.free).toBe(0);
    expect(() => played.begin(1)).toThrow(RangeError);
    played.end(3, 1);
    expect(played.free).toBe(1);
  });

  it('lets the worst go on from the best with other parameters, and the others as they are', () => {
    const played = new Played();
    played.run(1, 5, 3, 9, 2);
    expect(played.begin(5)).toEqual([after(0), after(1), after(2), after(0), after(4)]);
    for (const trial of [0, 1, 2, 4]) expect(played.points[trial + 5]).toEqual(played.points[trial]);
    expect(played.points[8]).not.toEqual(played.points[3]);
    expect(played.points[8]).not.toEqual(played.points[0]);
  });

  it('perturbs what it takes over by one of the factors', () => {
    const played = new Played({ resample: 0, factors: [1.2] }, cube(1, 1, 9));
    played.run(1, 5, 3, 9, 2);
    played.begin(4);
    const value = (trial: number) => 1 + 8 * (played.points[trial]?.[0] ?? NaN);
    expect(value(8)).toBeCloseTo(Math.min(9, 1.2 * value(0)), 9);
  });

  it('judges a member by what the others had after as many trials', () => {
    const played = new Played();
    played.run(5, 4, 3, 2, 1);
    // The first ones of the second round are far better than the last ones of the first.
    played.run(0.5, 0.4, 0.3, 0.2);
    expect(played.begin(1)).toEqual([after(4)]);
  });

  it('takes nobody for one of the worst before enough are known to be better', () => {
    const played = new Played();
    played.begin(5);
    played.end(0, 1);
    played.end(1, 2);
    played.end(2, 9);
    expect(played.begin(3)).toEqual([after(0), after(1), after(2)]);
  });

  it('leaves all as they are when all are alike', () => {
    const played = new Played();
    played.run(1, 1, 1, 1, 1);
    expect(played.begin(5)).toEqual([0, 1, 2, 3, 4].map((trial) => after(trial)));
  });

  it('has no state to go on from of a trial that failed or was pruned', () => {
    const played = new Played();
    played.run(1, 2, 3, 4, 5);
    const second = played.begin(4);
    expect(second).toEqual([after(0), after(1), after(2), after(3)]);
    played.end(5, 1);
    played.end(6, NaN, { state: 'failed', losses: [] });
    played.end(7, 0.5, { state: 'pruned' });
    played.end(8, NaN);
    played.run(6);
    expect(played.begin(5).map(({ parent }) => parent)).toEqual([5, 5, 5, 5, 9]);
  });

  it('begins anew elsewhere after a beginning that failed', () => {
    const played = new Played();
    played.run(1, NaN, 2, 3, 4);
    expect(played.begin(2)).toEqual([after(0), anew]);
    expect(played.points).not.toContainEqual(played.points[6]?.with(0, played.points[1]?.[0] ?? NaN));
  });

  it('takes what violates constraints for worse than what meets them', () => {
    const played = new Played();
    played.run(3, 2, 4, 5);
    played.begin(1);
    played.end(4, 0.1, { violation: 1 });
    expect(played.begin(5)[4]).toEqual(after(1));
  });

  it('has configurations of the user as first ones of members, and beyond these as trials of nobody', () => {
    const played = new Played({ size: 2 });
    const { sampler } = played;
    const given = Float64Array.of(0.25, 0.75);
    for (const trial of [0, 1, 2]) sampler.begin(trial, given);
    played.points.push(given, given, given);
    expect(played.free).toBe(0);
    expect(sampler.population?.trainingOf(2)).toEqual(anew);
    for (const trial of [0, 1, 2]) played.end(trial, 3 - trial);
    expect(played.free).toBe(2);
    expect(played.begin(2)).toEqual([after(1), after(1)]);
  });

  it('trains each trial from a state that a trial has left, whatever becomes of them', () => {
    const outcome = fc.record({ loss: fc.double(), state: fc.constantFrom('complete', 'pruned', 'failed') });
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 60 }), fc.nat(), (outcomes, order) => {
        const played = new Played();
        const ended = new Map<number, string>();
        const running: number[] = [];
        for (const { loss, state } of outcomes) {
          const free = played.free ?? 0;
          for (const { parent, fromStep, toStep } of free > 0 ? played.begin(free) : []) {
            expect(toStep - fromStep).toBe(10);
            expect(fromStep).toBe(parent === undefined ? 0 : played.trainings[parent]?.toStep);
            if (parent !== undefined) expect(ended.get(parent)).toBe('complete');
          }
          for (let trial = played.points.length - free; trial < played.points.length; trial += 1)
            running.push(trial);
          const [trial = 0] = running.splice(order % running.length, 1);
          ended.set(trial, Number.isFinite(loss) ? state : 'failed');
          played.end(trial, loss, { state, losses: state === 'failed' ? [] : [loss] });
        }
      }),
    );
  });

  it('finds a schedule that is better than any fixed parameters, and so than random search in as many steps', () => {
    const [size, rounds] = [10, 30];
    const { space, lossAfter, train } = noisyDescent();
    const fixed = (rate: number) => lossAfter(rate, rounds * options.interval);
    const bestFixed = Math.min(...Array.from({ length: 200 }, (_, index) => fixed(10 ** (-index / 66))));
    const ratios = Array.from({ length: 10 }, (_, seed) => {
      const trained = train(createPbtSampler({ space, seed, training: { ...options, size } }), size * rounds);
      expect(trained).toBeLessThan(bestFixed);
      const random = createRandomSampler({ space, seed });
      const rates = Array.from({ length: size }, (_, trial) => Number(space.decode(random.ask(trial)).rate));
      return trained / Math.min(...rates.map(fixed));
    });
    expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeLessThan(0.75);
  });
});
