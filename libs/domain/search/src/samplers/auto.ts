import type { Point } from '../space/search-space.ts';
import { createCmaEsSampler, type CmaEsOptions } from './cma-es/cma-es.ts';
import { GpSampler } from './gp/gp.ts';
import { createNsga2Sampler } from './nsga2/nsga2.ts';
import type { CreateSampler, Observation, Sampler, SamplerOptions } from './sampler.ts';
import { createTpeSampler } from './tpe/tpe.ts';

/** Trials of a study after which a Gaussian process learns little more, and takes long. */
const trialsOfProcess = 300;
/** More dimensions than a Gaussian process models by itself. */
const mostDimensions = 30;
/** Trials that pass before every second suggestion is TPE's, in a space that a process models badly by itself. */
const startOfTpe = 10;
/** Trials after which every third suggestion is TPE's, whatever the space. */
const startOfTurns = 40;
/** Budget from which a population finds the better front. */
const budgetOfPopulation = 1_000;
/** Standard deviation that CMA-ES starts with about the incumbent, of a range of 1. */
const stepAboutIncumbent = 0.1;

/**
 * Chooses a sampler by the space, the number of objectives, the budget and how far the study is:
 *
 * - several objectives: TPE; NSGA-II when the budget is 1,000 trials or more;
 * - one objective, up to 300 trials: a Gaussian process, and from the 40th trial on every third one by TPE, which goes on
 *   elsewhere when the process has made up its mind about a function that it can't model; where parameters have conditions, or
 *   there are more than 30, every second one from the 10th on;
 * - after that: CMA-ES about the incumbent where all parameters are continuous and have no conditions, else TPE. The incumbent
 *   is the trial with the lowest posterior mean, not the one with the lowest loss, which may have been luck.
 */
export const createAutoSampler: CreateSampler = (options) => {
  const { objectives = 1, budget = 0 } = options;
  if (objectives === 1) return new AutoSampler(options);
  return budget >= budgetOfPopulation ? createNsga2Sampler(options) : createTpeSampler(options);
};

class AutoSampler implements Sampler {
  readonly #options: SamplerOptions;
  readonly #process: GpSampler;
  readonly #tpe: Sampler;
  readonly #isShared: boolean;
  readonly #isContinuous: boolean;
  #evolution: Sampler | undefined;
  #ended = 0;

  constructor(options: SamplerOptions) {
    const { dimensions } = options.space;
    const hasConditions = dimensions.some(({ parent }) => parent !== undefined);
    this.#options = options;
    this.#process = new GpSampler(options);
    this.#tpe = createTpeSampler(options);
    this.#isShared = hasConditions || dimensions.length > mostDimensions;
    this.#isContinuous = !hasConditions && dimensions.every(({ cardinality }) => cardinality === Infinity);
  }

  ask(trial: number): Point {
    const chosen = this.#choose(trial);
    const point = chosen.ask(trial);
    for (const sampler of this.#samplers()) if (sampler !== chosen) sampler.begin(trial, point);
    return point;
  }

  replay(trial: number, point: Point): void {
    const chosen = this.#choose(trial);
    if (chosen.replay) chosen.replay(trial, point);
    else chosen.ask(trial);
    for (const sampler of this.#samplers()) if (sampler !== chosen) sampler.begin(trial, point);
  }

  begin(trial: number, point: Point): void {
    for (const sampler of this.#samplers()) sampler.begin(trial, point);
  }

  tell(observation: Observation): void {
    this.#ended += 1;
    for (const sampler of this.#samplers()) sampler.tell(observation);
  }

  #choose(trial: number): Sampler {
    if (this.#ended < trialsOfProcess) return this.#isTurnOfTpe(trial) ? this.#tpe : this.#process;
    if (!this.#isContinuous) return this.#tpe;
    this.#evolution ??= this.#evolve();
    return this.#evolution;
  }

  #isTurnOfTpe(trial: number): boolean {
    if (this.#isShared) return this.#ended >= startOfTpe && trial % 2 === 1;
    return this.#ended >= startOfTurns && trial % 3 === 2;
  }

  #evolve(): Sampler {
    const start = this.#process.incumbent();
    const options: CmaEsOptions = { ...this.#options, ...(start && { start }), step: stepAboutIncumbent };
    return createCmaEsSampler(options);
  }

  #samplers(): readonly Sampler[] {
    return this.#evolution ? [this.#evolution] : [this.#process, this.#tpe];
  }
}
