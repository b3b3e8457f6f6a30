import type { Rng } from '../../random/rng.ts';

/**
 * How likely each choice of a parameter without an order is: moved towards what the better half of a generation chose, at a
 * rate that falls with the number of choices (natural gradient of independent categorical distributions, as in CatCMA:
 * Hamano et al., GECCO 2024), and never below a floor, so that no choice is lost.
 */
export class ChoiceProbabilities {
  readonly #probabilities: Float64Array;
  readonly #floor: number;

  /** @param leastOther least probability, in all, of choices other than the likeliest */
  constructor(choices: number, leastOther: number) {
    this.#probabilities = new Float64Array(choices).fill(1 / choices);
    this.#floor = Math.min(leastOther / Math.max(1, choices - 1), 0.5 / choices);
  }

  of(choice: number): number {
    return this.#probabilities[choice] ?? 0;
  }

  draw(rng: Rng): number {
    let left = rng.uniform();
    const last = this.#probabilities.length - 1;
    for (let choice = 0; choice < last; choice += 1) {
      left -= this.#probabilities[choice] ?? 0;
      if (left < 0) return choice;
    }
    return last;
  }

  /**
   * @param chosen by the points of a generation, the best first; NaN where the parameter is not active
   * @param weights of the ranks; only positive ones count
   * @param rate share of the way that is gone when the whole weight agrees
   */
  update(chosen: readonly number[], weights: Float64Array, rate: number): void {
    const before = this.#probabilities.slice();
    for (const [rank, choice] of chosen.entries()) {
      const weight = (weights[rank] ?? 0) * rate;
      if (weight <= 0 || Number.isNaN(choice)) continue;
      for (let other = 0; other < before.length; other += 1)
        this.#probabilities[other] =
          (this.#probabilities[other] ?? 0) + weight * ((other === choice ? 1 : 0) - (before[other] ?? 0));
    }
    this.#raiseToFloor();
  }

  #raiseToFloor(): void {
    let surplus = 0;
    let raised = 0;
    for (const probability of this.#probabilities) {
      surplus += Math.max(0, probability - this.#floor);
      raised += Math.max(this.#floor, probability);
    }
    const keep = surplus > 0 ? 1 - (raised - 1) / surplus : 1;
    for (let choice = 0; choice < this.#probabilities.length; choice += 1) {
      const above = Math.max(0, (this.#probabilities[choice] ?? 0) - this.#floor);
      this.#probabilities[choice] = this.#floor + above * keep;
    }
  }
}
