import { minimise } from '../../numeric/minimise.ts';
import type { Rng } from '../../random/rng.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';
import { drawUniform, unitCoordinate } from '../unit-point.ts';
import { embed } from './embedding.ts';
import type { GaussianProcess } from './gaussian-process.ts';
import { logImprovement, logImprovementSlope } from './log-expected-improvement.ts';

export interface AcquisitionOptions {
  readonly space: SearchSpace;
  readonly process: GaussianProcess;
  /** Lowest posterior mean of a point that was seen. */
  readonly best: number;
  /** Points that candidates are drawn about, the best first. */
  readonly incumbents: readonly Point[];
  /** Candidates that the search begins with. */
  readonly candidates: number;
  /** Evaluations that the search from each of the best candidates may take. */
  readonly evaluations: number;
  /** Whether a point is not to be suggested again; asked only when the space is finite. */
  readonly isTaken: (point: Point) => boolean;
}

interface Scored {
  readonly point: Point;
  readonly score: number;
}

/** Local searches, each from one of the best candidates. */
const searches = 4;
/** Neighbours that are looked at in a dimension without an order. */
const mostChoices = 16;

/**
 * The point with the largest expected improvement that a search finds, repaired and feasible: candidates over the space and
 * about the incumbents, of which the best are improved by L-BFGS in the coordinates with an order and then by moves to
 * neighbouring values, one dimension at a time.
 */
export function maximiseAcquisition(options: AcquisitionOptions, rng: Rng): Point | undefined {
  const search = new AcquisitionSearch(options);
  const scored: Scored[] = [];
  for (let index = 0; index < options.candidates; index += 1) {
    const incumbent =
      index % 2 === 0 ? options.incumbents[(index >> 1) % options.incumbents.length] : undefined;
    let point: Point = new Float64Array(options.space.dimensions.length);
    if (incumbent) point = perturbed(options.space, incumbent, rng);
    else drawUniform(options.space, rng, point);
    const candidate = search.score(point);
    if (candidate) scored.push(candidate);
  }
  scored.sort((left, right) => right.score - left.score);
  let best = scored[0];
  for (const start of scored.slice(0, searches)) {
    const end = search.climb(start);
    if (!best || end.score > best.score) best = end;
  }
  return best?.point;
}

class AcquisitionSearch {
  readonly #options: AcquisitionOptions;
  readonly #input: Float64Array;
  readonly #result = { mean: 0, deviation: 1 };
  readonly #meanGradient: Float64Array;
  readonly #deviationGradient: Float64Array;

  constructor(options: AcquisitionOptions) {
    const size = options.space.dimensions.length;
    this.#options = options;
    this.#input = new Float64Array(size);
    this.#meanGradient = new Float64Array(size);
    this.#deviationGradient = new Float64Array(size);
  }

  /** Repairs a point and scores it; undefined when it can't be suggested. */
  score(point: Point): Scored | undefined {
    const { space, isTaken, process } = this.#options;
    space.repair(point);
    if (!space.isFeasible(point) || (space.size !== Infinity && isTaken(point))) return undefined;
    process.predict(embed(space, point, this.#input), this.#result);
    return { point, score: this.#value() };
  }

  climb(start: Scored): Scored {
    let best = start;
    for (let round = 0; round < 2; round += 1) {
      const before = best.score;
      best = this.#neighbours(this.#slide(best));
      if (best.score <= before + 1e-3) break;
    }
    return best;
  }

  #value(): number {
    const { mean, deviation } = this.#result;
    return Math.log(deviation) + logImprovement((this.#options.best - mean) / deviation);
  }

  /** L-BFGS in the coordinates that are active and have an order, as if they had no raster. */
  #slide(start: Scored): Scored {
    const { space, process, best, evaluations } = this.#options;
    const isFree = space.dimensions.map(
      ({ isCategorical, cardinality }, dimension) =>
        !isCategorical && cardinality > 8 && !Number.isNaN(start.point[dimension] ?? Number.NaN),
    );
    if (!isFree.includes(true)) return start;
    const input = embed(space, start.point, new Float64Array(start.point.length));
    const low = input.map((at, dimension) => (isFree[dimension] === true ? 0 : at));
    const high = input.map((at, dimension) => (isFree[dimension] === true ? 1 : at));
    minimise(
      (at, gradient) => {
        process.predictWithGradient(at, this.#result, this.#meanGradient, this.#deviationGradient);
        const { mean, deviation } = this.#result;
        const z = (best - mean) / deviation;
        const slope = logImprovementSlope(z);
        for (let dimension = 0; dimension < gradient.length; dimension += 1) {
          const fall = slope * (this.#meanGradient[dimension] ?? 0);
          const widening = (1 - z * slope) * (this.#deviationGradient[dimension] ?? 0);
          gradient[dimension] = (fall - widening) / deviation;
        }
        return -this.#value();
      },
      input,
      low,
      high,
      { evaluations, tolerance: 1e-4 },
    );
    const end = start.point.map((at, dimension) =>
      isFree[dimension] === true ? (input[dimension] ?? at) : at,
    );
    const scored = this.score(end);
    return scored && scored.score > start.score ? scored : start;
  }

  /** Moves to the best neighbour as long as there is a better one. */
  #neighbours(start: Scored): Scored {
    const { space } = this.#options;
    let best = start;
    let left = this.#options.evaluations * 2;
    for (let isBetter = true; isBetter && left > 0;) {
      isBetter = false;
      const { point } = best;
      for (const [dimension, { isCategorical, cardinality }] of space.dimensions.entries()) {
        const at = point[dimension] ?? Number.NaN;
        if (cardinality === Infinity || Number.isNaN(at)) continue;
        const moves = isCategorical
          ? Array.from({ length: Math.min(cardinality, mostChoices) }, (_, choice) => choice).filter(
              (choice) => choice !== at,
            )
          : [at - 1 / cardinality, at + 1 / cardinality].filter((move) => move > 0 && move < 1);
        for (const move of moves) {
          const neighbour = point.slice();
          neighbour[dimension] = move;
          const scored = this.score(neighbour);
          left -= 1;
          if (!scored || scored.score <= best.score) continue;
          best = scored;
          isBetter = true;
        }
      }
    }
    return best;
  }
}

/** About an incumbent: a random part of its dimensions, over a random distance between a fifth and a thousandth of the range. */
function perturbed(space: SearchSpace, incumbent: Point, rng: Rng): Point {
  const size = space.dimensions.length;
  const share = Math.max(1 / size, rng.uniform());
  const distance = 10 ** (-0.7 - 2.3 * rng.uniform());
  const always = rng.integer(size);
  return Float64Array.from(space.dimensions, ({ isCategorical, cardinality }, dimension) => {
    const at = incumbent[dimension] ?? Number.NaN;
    const isMoved = dimension === always || rng.uniform() < share;
    if (Number.isNaN(at)) return unitCoordinate(space, dimension, rng.uniform());
    if (!isMoved) return at;
    if (isCategorical) return rng.uniform() < 0.5 ? rng.integer(cardinality) : at;
    return at + Math.max(distance, 1 / cardinality) * rng.normal();
  });
}
