import { Rng } from '../../random/rng.ts';
import { SobolSequence } from '../../random/sobol-sequence.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';
import { drawFeasible } from '../draw-feasible.ts';
import { rankObservations, type Ranked } from '../rank-observations.ts';
import type { Observation, Sampler, SamplerOptions } from '../sampler.ts';
import { writeUnitPoint } from '../unit-point.ts';
import { writeChild } from './variation.ts';

const defaultPopulation = 50;
const leastPopulation = 10;
const largestPopulation = 100;
const triesForNews = 10;
/** Trials that nothing is heard of are forgotten beyond this. */
const maximalRunning = 1000;

export interface Nsga2Options extends SamplerOptions {
  /** Trials that survive; default: the root of the budget within 10 … 100, 50 when there is none. */
  readonly population?: number;
}

/**
 * NSGA-II (Deb, Pratap, Agarwal and Meyarivan, IEEE Transactions on Evolutionary Computation 2002) with constrained
 * domination. A trial competes as soon as it has ended instead of with its generation, which needs fewer trials and waits
 * for none (Durillo, Nebro, Luna and Alba, EMO 2009). Begins with scrambled Sobol points.
 */
export function createNsga2Sampler(options: Nsga2Options): Sampler {
  return new Nsga2Sampler(options);
}

class Nsga2Sampler implements Sampler {
  readonly #space: SearchSpace;
  readonly #seed: number;
  readonly #objectives: number;
  readonly #size: number;
  readonly #sequence: SobolSequence;
  readonly #shares: Float64Array;
  readonly #running = new Map<number, Point>();
  #begun = 0;
  #next = 0;
  #population: readonly Ranked<Observation>[] = [];

  constructor({ space, seed, objectives = 1, budget, population }: Nsga2Options) {
    this.#space = space;
    this.#seed = seed;
    this.#objectives = objectives;
    this.#size = Math.max(2, population ?? fittingPopulation(budget));
    this.#sequence = new SobolSequence(space.dimensions.length, seed);
    this.#shares = new Float64Array(space.dimensions.length);
  }

  ask(trial: number): Point {
    const rng = new Rng(this.#seed, trial);
    const isStart = this.#begun < this.#size || this.#population.length < 2;
    const point = isStart ? this.#startPoint(rng) : this.#child(rng);
    this.begin(trial, point);
    return point;
  }

  begin(trial: number, point: Point): void {
    this.#begun += 1;
    this.#running.set(trial, point);
    if (this.#running.size <= maximalRunning) return;
    for (const oldest of this.#running.keys()) {
      this.#running.delete(oldest);
      break;
    }
  }

  tell(observation: Observation): void {
    if (!this.#running.delete(observation.trial)) this.#begun += 1;
    const all = [...this.#population.map((member) => member.observation), observation];
    this.#population = rankObservations(all, this.#objectives).slice(0, this.#size);
  }

  #startPoint(rng: Rng): Point {
    return drawFeasible(this.#space, rng, (point) => {
      this.#sequence.write(this.#next, this.#shares);
      this.#next += 1;
      writeUnitPoint(this.#space, this.#shares, point);
    });
  }

  /** A child that is news, if there is one to be had. */
  #child(rng: Rng): Point {
    const draw = () =>
      drawFeasible(this.#space, rng, (child) => {
        writeChild(this.#space, rng, [this.#parent(rng), this.#parent(rng)], child);
      });
    let point = draw();
    for (let tries = 1; tries < triesForNews && this.#isKnown(point); tries += 1) point = draw();
    return point;
  }

  /** The better of two at random: of lower rank, or else the lonelier. */
  #parent(rng: Rng): Point {
    const left = this.#population[rng.integer(this.#population.length)];
    const right = this.#population[rng.integer(this.#population.length)];
    if (left === undefined || right === undefined)
      throw new Error('a population without members has no parents');
    const isLeft = left.rank === right.rank ? left.crowding >= right.crowding : left.rank < right.rank;
    return (isLeft ? left : right).observation.point;
  }

  #isKnown(point: Point): boolean {
    for (const running of this.#running.values()) if (isSame(running, point)) return true;
    return this.#population.some(({ observation }) => isSame(observation.point, point));
  }
}

function isSame(left: Point, right: Point): boolean {
  return left.every((coordinate, dimension) => Object.is(coordinate, right[dimension]));
}

function fittingPopulation(budget: number | undefined): number {
  if (budget === undefined) return defaultPopulation;
  return Math.min(largestPopulation, Math.max(leastPopulation, Math.round(Math.sqrt(budget))));
}
