import type { Rng } from '../../random/rng.ts';

/**
 * What follows when the distribution has shrunk to a point: `none` goes on with the same population, `ipop` doubles it each
 * time (Auger and Hansen, CEC 2005), `bipop` takes turns between that and small populations with small steps, whichever has
 * had fewer trials (Hansen, BBOB workshop 2009).
 */
export type RestartStrategy = 'none' | 'ipop' | 'bipop';

/** A run from a new place. */
export interface Run {
  readonly population: number;
  readonly step: number;
  /** Trials after which it ends although it goes on. */
  readonly limit: number;
  readonly isSmall: boolean;
}

export class Restarts {
  readonly #strategy: RestartStrategy;
  readonly #first: Run;
  #large: number;
  #trialsOfLarge = 0;
  #trialsOfSmall = 0;
  #lastLarge = 0;

  /**
   * @param population of the first run
   * @param step of the first run
   */
  constructor(strategy: RestartStrategy, population: number, step: number) {
    this.#strategy = strategy;
    this.#first = { population, step, limit: Infinity, isSmall: false };
    this.#large = population;
  }

  get first(): Run {
    return this.#first;
  }

  /** @param trials that the run that ends has had */
  next(ended: Run, trials: number, rng: Rng): Run {
    if (this.#strategy === 'none') return this.#first;
    if (ended.isSmall) this.#trialsOfSmall += trials;
    else {
      this.#trialsOfLarge += trials;
      this.#lastLarge = trials;
    }
    if (
      this.#strategy === 'bipop' &&
      !(this.#trialsOfSmall >= this.#trialsOfLarge) &&
      this.#large > this.#first.population
    )
      return this.#small(rng);
    this.#large *= 2;
    return { ...this.#first, population: this.#large };
  }

  #small(rng: Rng): Run {
    const { population, step } = this.#first;
    const share = rng.uniform() ** 2;
    return {
      population: Math.max(2, Math.floor(population * ((0.5 * this.#large) / population) ** share)),
      step: step * 10 ** (-2 * rng.uniform()),
      limit: Math.max(1, this.#lastLarge / 2),
      isSmall: true,
    };
  }
}
