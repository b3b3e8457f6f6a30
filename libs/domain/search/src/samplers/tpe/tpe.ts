import { Rng } from '../../random/rng.ts';
import type { Point } from '../../space/search-space.ts';
import type { CreateSampler, Observation, Sampler, SamplerOptions } from '../sampler.ts';
import { StartPoints } from '../start-point.ts';
import { TrialHistory } from '../trial-history.ts';
import type { Bandwidth } from './bandwidths.ts';
import { ParzenEstimator } from './parzen-estimator.ts';
import { RankedTrials } from './ranked-trials.ts';

/** Trials that have to end before it models anything. */
const starts = 10;
/** Candidates of a suggestion: as many as take about so many evaluations of one kernel in one dimension, within bounds. */
const kernelEvaluations = 300_000;
const fewestCandidates = 16;
const mostCandidates = 64;
/** Share of the trials that counts as good, and the most that do. */
const goodShare = 0.1;
const mostGood = 25;
/** The most other trials that their density is estimated from, spread over the ranks: it is smooth, more tell little more. */
const mostOther = 2_000;
const bandwidth: Bandwidth = { factor: 0.7, floor: 0.01, leak: 1 };

/**
 * Tree-structured Parzen estimator (Bergstra et al., NeurIPS 2011; its parts weighed as in Watanabe, arXiv 2304.11127): of
 * candidates drawn from the density of the good trials, the one at which that density exceeds the density of all others most.
 * Trials that run count as bad, so that those asked for at the same time keep their distance. Several objectives are ranked
 * by fronts (Ozaki et al., JAIR 2022). No point of a finite space is suggested twice as long as there are others at hand.
 */
class TpeSampler implements Sampler {
  readonly #options: SamplerOptions;
  readonly #start: StartPoints;
  readonly #history: TrialHistory;
  readonly #ranked: RankedTrials;
  readonly #good: ParzenEstimator;
  readonly #bad: ParzenEstimator;

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.#start = new StartPoints(options.space, options.seed);
    this.#history = new TrialHistory(options.space.size !== Infinity);
    this.#ranked = new RankedTrials(options.objectives ?? 1);
    this.#good = new ParzenEstimator(options.space);
    this.#bad = new ParzenEstimator(options.space);
  }

  ask(trial: number): Point {
    const point =
      this.#history.observations.length < starts
        ? this.#start.at(this.#history.begun)
        : this.#suggest(new Rng(this.#options.seed, trial));
    this.#history.begin(trial, point);
    return point;
  }

  replay(trial: number, point: Point): void {
    this.#history.begin(trial, point);
  }

  begin(trial: number, point: Point): void {
    this.#history.begin(trial, point);
  }

  tell(observation: Observation): void {
    if (this.#history.tell(observation)) this.#ranked.add(observation);
  }

  #suggest(rng: Rng): Point {
    const { space } = this.#options;
    const ranked = this.#ranked.order();
    const top = Math.min(Math.ceil(goodShare * ranked.length), mostGood);
    const good = ranked.slice(0, top).map(({ point }) => point);
    const others = spread(ranked, top, mostOther);
    this.#good.fit(good, bandwidth);
    this.#bad.fit([...others, ...this.#history.running], bandwidth);
    const kernels = good.length + others.length;
    const affordable = Math.floor(kernelEvaluations / (kernels * space.dimensions.length));
    const candidates = Math.min(Math.max(affordable, fewestCandidates), mostCandidates);
    let best: Point | undefined;
    let bestScore = -Infinity;
    let candidate: Point = new Float64Array(space.dimensions.length);
    for (let count = 0; count < candidates; count += 1) {
      this.#good.sample(rng, candidate);
      space.repair(candidate);
      if (!space.isFeasible(candidate)) continue;
      const density = this.#good.logDensity(candidate);
      const score = density - this.#bad.logDensity(candidate, density - bestScore);
      if (score <= bestScore || this.#history.has(candidate)) continue;
      const spare: Point = best ?? new Float64Array(candidate.length);
      best = candidate;
      bestScore = score;
      candidate = spare;
    }
    return best ?? this.#start.at(this.#history.begun);
  }
}

/** The points of observations from `first` on; at most so many, at equal distances. */
function spread(ranked: readonly Observation[], first: number, most: number): Point[] {
  const count = ranked.length - first;
  const stride = Math.max(1, count / most);
  const points: Point[] = [];
  for (let index = 0; index < Math.min(count, most); index += 1) {
    const observation = ranked[first + Math.floor(index * stride)];
    if (observation) points.push(observation.point);
  }
  return points;
}

export const createTpeSampler: CreateSampler = (options) => new TpeSampler(options);
