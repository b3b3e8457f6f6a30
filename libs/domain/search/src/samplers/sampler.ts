import type { Point, SearchSpace } from '../space/search-space.ts';

/** What became of a trial. */
export interface Observation {
  readonly trial: number;
  /** Repaired. */
  readonly point: Point;
  readonly state: 'complete' | 'pruned' | 'failed';
  /** One for each objective, to be minimised; of a pruned trial the last ones it reported, of a failed one none. */
  readonly losses: readonly number[];
  /** By how much constraints on the outcome were violated, in all; 0 when they hold. */
  readonly violation: number;
}

/**
 * Suggests points. What it suggests depends on the options and on its calls in their order alone: a sampler that is made
 * anew and gets the same calls goes on as the one before it.
 */
export interface Sampler {
  /** Point of a trial that begins, repaired and feasible. */
  ask(trial: number): Point;
  /**
   * What a call of `ask` leaves, without the search for its answer, which is known. A sampler without it is to be asked.
   * @param point that `ask` returned
   */
  replay?(trial: number, point: Point): void;
  /** A trial begins with a point from elsewhere: enqueued by the user, or of an earlier study. */
  begin(trial: number, point: Point): void;
  /** What became of a trial that has begun. Of one that has not, it is a fact about the space all the same. */
  tell(observation: Observation): void;
  /** Of a sampler whose trials go on from what others have learned. */
  readonly population?: Population;
}

/** A population of which each member trains one trial after the other. */
export interface Population {
  /** Members that do not train now: so many trials may be asked for. */
  readonly free: number;
  /** What a trial trains that has begun. @throws RangeError for one that has not, or has ended */
  trainingOf(trial: number): Training;
}

/** A piece of a longer training: it goes on from the state that its parent has left, or begins anew without one. */
export interface Training {
  /** A complete trial. */
  readonly parent?: number | undefined;
  /** Steps that its parent has trained, with all before it; 0 without one. */
  readonly fromStep: number;
  readonly toStep: number;
}

/** How a population is trained. */
export interface PopulationOptions {
  /** Members; 2 or more. */
  readonly size: number;
  /** Steps that a trial trains. */
  readonly interval: number;
  /** Share of the members that others take the place of, and that these others are; in (0, 0.5]. */
  readonly share: number;
  /** Probability of each parameter to be drawn anew when it is taken over. */
  readonly resample: number;
  /** What numbers are multiplied by otherwise: one of them. */
  readonly factors: readonly number[];
}

export interface SamplerOptions {
  readonly space: SearchSpace;
  readonly seed: number;
  /** Number of objectives; default 1. */
  readonly objectives?: number;
  /** Trials that the study is to have, when that is known. */
  readonly budget?: number;
  /** Trials at a time; default 1. */
  readonly parallelism?: number;
  /** How a population is trained, by samplers that do. */
  readonly training?: PopulationOptions;
}

export type CreateSampler = (options: SamplerOptions) => Sampler;
