import type { Point } from '../space/search-space.ts';
import type { Observation } from './sampler.ts';

/** What a sampler was told: trials that run, and those that have ended in the order they did. */
export class TrialHistory {
  readonly #running = new Map<number, Point>();
  readonly #ended = new Set<number>();
  readonly #observations: Observation[] = [];
  #begun = 0;

  /** Trials that have begun, also those that have ended since. */
  get begun(): number {
    return this.#begun;
  }

  /** In the order they ended. */
  get observations(): readonly Observation[] {
    return this.#observations;
  }

  /** Points of the trials that run, in the order they began. */
  get running(): readonly Point[] {
    return [...this.#running.values()];
  }

  begin(trial: number, point: Point): void {
    this.#begun += 1;
    if (!this.#ended.has(trial)) this.#running.set(trial, point);
  }

  /** @returns whether this is news; of a trial that has ended already it is none, and changes nothing */
  tell(observation: Observation): boolean {
    if (this.#ended.has(observation.trial)) return false;
    this.#ended.add(observation.trial);
    this.#running.delete(observation.trial);
    this.#observations.push(observation);
    return true;
  }

  /** Whether a trial has, or had, this very point. */
  has(point: Point): boolean {
    for (const running of this.#running.values()) if (isSame(running, point)) return true;
    return this.#observations.some((observation) => isSame(observation.point, point));
  }
}

function isSame(left: Point, right: Point): boolean {
  for (let dimension = 0; dimension < left.length; dimension += 1)
    if (!Object.is(left[dimension], right[dimension])) return false;
  return true;
}
