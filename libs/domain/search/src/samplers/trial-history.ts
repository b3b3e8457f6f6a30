import type { Point } from '../space/search-space.ts';
import type { Observation } from './sampler.ts';

/** What a sampler was told: trials that run, and those that have ended in the order they did. */
export class TrialHistory {
  readonly #running = new Map<number, Point>();
  readonly #ended = new Set<number>();
  readonly #observations: Observation[] = [];
  /** By point: the losses that it had first, when it has ended. Only of a finite space. */
  readonly #places: Map<string, readonly number[] | undefined> | undefined;
  #begun = 0;
  #isExact = false;

  /** @param isFinite whether the space has finitely many points, so that one may come again */
  constructor(isFinite: boolean) {
    this.#places = isFinite ? new Map() : undefined;
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

  /** Whether a point that was tried again had the very same losses: then there is nothing to be learned from that. */
  get isExact(): boolean {
    return this.#isExact;
  }

  begin(trial: number, point: Point): void {
    this.#begun += 1;
    if (this.#ended.has(trial)) return;
    this.#running.set(trial, point);
    const place = this.#places && placeOf(point);
    if (place !== undefined && this.#places?.has(place) === false) this.#places.set(place, undefined);
  }

  /** @returns whether this is news; of a trial that has ended already it is none, and changes nothing */
  tell(observation: Observation): boolean {
    if (this.#ended.has(observation.trial)) return false;
    this.#ended.add(observation.trial);
    this.#running.delete(observation.trial);
    this.#observations.push(observation);
    if (this.#places) this.#compare(this.#places, observation);
    return true;
  }

  /** Whether a trial has, or had, this very point of a finite space. */
  has(point: Point): boolean {
    return this.#places?.has(placeOf(point)) ?? false;
  }

  #compare(places: Map<string, readonly number[] | undefined>, observation: Observation): void {
    const place = placeOf(observation.point);
    const losses = observation.state === 'complete' ? observation.losses : undefined;
    const before = places.get(place);
    if (before && losses) this.#isExact ||= before.every((loss, objective) => loss === losses[objective]);
    else places.set(place, before ?? losses);
  }
}

const placeOf = (point: Point): string => point.join();
