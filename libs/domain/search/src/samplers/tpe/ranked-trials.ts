import { compareOutcomes } from '../outcome.ts';
import { rankObservations } from '../rank-observations.ts';
import type { Observation } from '../sampler.ts';

/** With several objectives a trial that has fallen behind so many others is not ranked again. */
const window = 1_000;

/** Trials that have ended, the best first. */
export class RankedTrials {
  readonly #objectives: number;
  #ranked: Observation[] = [];
  #new: Observation[] = [];

  constructor(objectives: number) {
    this.#objectives = objectives;
  }

  add(observation: Observation): void {
    if (this.#objectives === 1) this.#ranked.splice(this.#place(observation), 0, observation);
    else this.#new.push(observation);
  }

  order(): readonly Observation[] {
    if (this.#new.length > 0) {
      const contenders = [...this.#ranked.slice(0, window), ...this.#new];
      const order = rankObservations(contenders, this.#objectives).map(({ observation }) => observation);
      this.#ranked = [...order, ...this.#ranked.slice(window)];
      this.#new = [];
    }
    return this.#ranked;
  }

  /** Where an observation goes, by bisection. */
  #place(observation: Observation): number {
    let low = 0;
    let high = this.#ranked.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#ranked[middle];
      if (other && compareOutcomes(other, observation) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
