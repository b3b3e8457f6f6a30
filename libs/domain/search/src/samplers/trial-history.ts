import type { Point } from '../space/search-space.ts';
import type { Observation } from './sampler.ts';

/** What a sampler was told: trials that run, and those that have ended in the order they did. */
export class TrialHistory {
  readonly #running = new Map<number, Point>();
  readonly #ended = new Set<number>();
  readonly #observations: Observation[] = [];
  /** Points that trials have or had, as text. Only of a finite space: in another none comes twice. */
  readonly #places: Set<string> | undefined;
  #begun = 0;

  /** @param isFinite whether the space has finitely many points, so that `has` can tell */
  constructor(isFinite: boolean) {
    this.#places = isFinite ? new Set() : undefined;
  }

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
    if (this.#ended.has(trial)) return;
    this.#running.set(trial, point);
    this.#places?.add(placeOf(point));
  }

  /** @returns whether this is news; of a trial that has ended already it is none, and changes nothing */
  tell(observation: Observation): boolean {
    if (this.#ended.has(observation.trial)) return false;
    this.#ended.add(observation.trial);
    this.#running.delete(observation.trial);
    this.#observations.push(observation);
    this.#places?.add(placeOf(observation.point));
    return true;
  }

  /** Whether a trial has, or had, this very point of a finite space. */
  has(point: Point): boolean {
    return this.#places?.has(placeOf(point)) ?? false;
  }
}

const placeOf = (point: Point): string => point.join();
