import { Rng } from '../../random/rng.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';
import { drawFeasible } from '../draw-feasible.ts';
import { Outcome, outcomeOf } from '../outcome.ts';
import { rankObservations } from '../rank-observations.ts';
import type { Observation, Sampler, SamplerOptions } from '../sampler.ts';
import { drawUniform } from '../unit-point.ts';
import { MixedDistribution, type Draw } from './mixed-distribution.ts';
import { Restarts, type RestartStrategy, type Run } from './restarts.ts';
import { defaultPopulation } from './strategy-parameters.ts';

/** Less than the 0.3 that is usual where evaluations are cheap: better for the few hundred trials of a study. */
const defaultStep = 0.15;
const maximalPending = 10_000;
/** Share of a loss below which differences count for nothing. */
const tolerance = 1e-12;

export interface CmaEsOptions extends SamplerOptions {
  /** Where to begin; default: the best trial that was told before the first ask, or else the middle. */
  readonly start?: Point;
  /** Standard deviation at the beginning, of each coordinate in [0, 1]; default 0.15. */
  readonly step?: number;
  /** Trials of a generation; default 4 + 3 ln(dimensions), or the trials at a time when those are more. */
  readonly population?: number;
  /** Default `bipop`. */
  readonly restarts?: RestartStrategy;
}

/**
 * CMA-ES over the dimensions with an order (Hansen, arXiv:1604.00772) with a margin on rasters, and probabilities of choices
 * over the others. A generation is learned from as soon as as many trials as it has have ended, in whatever order; asks
 * beyond it are served from the same distribution, and what ends later counts in a later generation. Several objectives are
 * ranked by fronts.
 */
export function createCmaEsSampler(options: CmaEsOptions): Sampler {
  return new CmaEsSampler(options);
}

interface PendingDraw extends Draw {
  readonly generation: number;
  readonly run: Run;
}

interface Member extends Observation {
  readonly draw: Draw & { readonly isOwn: boolean };
}

class CmaEsSampler implements Sampler {
  readonly #space: SearchSpace;
  readonly #seed: number;
  readonly #objectives: number;
  readonly #restarts: Restarts;
  readonly #pending = new Map<number, PendingDraw>();
  readonly #places: number;
  #run: Run;
  #distribution: MixedDistribution | undefined;
  #start: Point | undefined;
  #bestBefore: Observation | undefined;
  #generation = 0;
  #generationsOfRun = 0;
  #restartCount = 0;
  #members: Member[] = [];
  /** The best losses of the last generations of the run. */
  #recent: number[] = [];

  constructor(options: CmaEsOptions) {
    const {
      space,
      seed,
      objectives = 1,
      parallelism = 1,
      start,
      step = defaultStep,
      restarts = 'bipop',
    } = options;
    this.#space = space;
    this.#seed = seed;
    this.#objectives = objectives;
    this.#start = start;
    this.#places = space.dimensions.filter(({ isCategorical }) => !isCategorical).length;
    const population =
      options.population ?? Math.max(defaultPopulation(space.dimensions.length), parallelism);
    this.#restarts = new Restarts(restarts, Math.max(2, population), step);
    this.#run = this.#restarts.first;
  }

  ask(trial: number): Point {
    this.#distribution ??= this.#begin();
    const distribution = this.#distribution;
    const rng = new Rng(this.#seed, trial);
    const at = new Float64Array(this.#places);
    let draws = 0;
    const drawn = new Float64Array(this.#space.dimensions.length);
    const point = drawFeasible(this.#space, rng, (place) => {
      distribution.draw(rng, place, at);
      drawn.set(place);
      draws += 1;
    });
    const isDrawn = draws === 1 || isSame(this.#space.repair(drawn), point);
    this.#remember(trial, {
      point,
      at: isDrawn ? at : undefined,
      generation: this.#generation,
      run: this.#run,
    });
    return point;
  }

  begin(): void {
    // What counts is what becomes of it.
  }

  tell(observation: Observation): void {
    if (this.#distribution === undefined) {
      const [best] = rankObservations([this.#bestBefore ?? observation, observation], this.#objectives);
      this.#bestBefore = best?.observation;
      return;
    }
    const pending = this.#pending.get(observation.trial);
    this.#pending.delete(observation.trial);
    if (pending !== undefined && pending.run !== this.#run) return; // a new run is to look elsewhere
    const isOwn = pending?.generation === this.#generation;
    const at = isOwn ? pending.at : undefined;
    this.#members.push({ ...observation, draw: { point: observation.point, at, isOwn } });
    if (this.#members.length === this.#distribution.population) this.#close(this.#distribution);
  }

  #begin(): MixedDistribution {
    const best = this.#bestBefore;
    const isKnown = best !== undefined && outcomeOf(best, this.#objectives) !== Outcome.Failed;
    const start = this.#start ?? (isKnown ? best.point : this.#middle());
    return new MixedDistribution(this.#space, start, this.#run.step, this.#run.population);
  }

  #middle(): Point {
    return new Float64Array(this.#space.dimensions.length).fill(0.5);
  }

  #remember(trial: number, draw: PendingDraw): void {
    this.#pending.set(trial, draw);
    if (this.#pending.size <= maximalPending) return;
    for (const oldest of this.#pending.keys()) {
      this.#pending.delete(oldest);
      break;
    }
  }

  #close(distribution: MixedDistribution): void {
    const ranked = rankObservations(this.#members, this.#objectives).map(({ observation }) => observation);
    const measured = ranked.filter((member) => outcomeOf(member, this.#objectives) === Outcome.Measured);
    this.#members = [];
    this.#generation += 1;
    this.#generationsOfRun += 1;
    if (ranked.every((member) => outcomeOf(member, this.#objectives) === Outcome.Failed)) return;
    distribution.update(ranked.map(({ draw }) => draw));
    const trials = this.#generationsOfRun * distribution.population;
    if (distribution.isExhausted || trials >= this.#run.limit || this.#isFlat(measured))
      this.#restart(trials);
  }

  /** Whether nothing was gained for long, nor is anything to be gained in the last generation. */
  #isFlat(measured: readonly Observation[]): boolean {
    const losses = measured.map((member) => member.losses[0] ?? 0);
    if (losses.length === 0 || this.#objectives > 1) return false;
    const length = 10 + Math.ceil((30 * this.#space.dimensions.length) / this.#run.population);
    this.#recent = [...this.#recent, Math.min(...losses)].slice(-length);
    if (this.#recent.length < length) return false;
    const all = [...this.#recent, ...losses];
    const least = Math.min(...all);
    const greatest = Math.max(...all);
    return greatest - least <= tolerance * Math.max(Math.abs(least), Math.abs(greatest));
  }

  #restart(trials: number): void {
    this.#restartCount += 1;
    const rng = new Rng(this.#seed, 0x4e57, this.#restartCount);
    this.#run = this.#restarts.next(this.#run, trials, rng);
    const centre = this.#middle();
    drawUniform(this.#space, rng, centre);
    this.#distribution = new MixedDistribution(this.#space, centre, this.#run.step, this.#run.population);
    this.#generationsOfRun = 0;
    this.#recent = [];
  }
}

function isSame(left: Point, right: Point): boolean {
  return left.every((coordinate, dimension) => Object.is(coordinate, right[dimension]));
}
