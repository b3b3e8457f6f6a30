import type { Rng } from '../../random/rng.ts';
import type { Parameter } from '../../space/parameter.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';
import { ChoiceProbabilities } from './choice-probabilities.ts';
import { CovarianceAdaptation } from './covariance-adaptation.ts';
import { cellAt, type RasterCell } from './raster-cell.ts';
import { keepMargin } from './raster-margin.ts';
import { strategyParameters, type StrategyParameters } from './strategy-parameters.ts';
import { fold, unfold } from './unit-interval.ts';

/** A point with the coordinates it was drawn at. */
export interface Draw {
  readonly point: Point;
  /** Of the ordered dimensions, before they were folded and put on the raster; undefined when it comes from elsewhere. */
  readonly at: Float64Array | undefined;
}

/**
 * A distribution over the points of a space: a CMA-ES over the dimensions with an order, folded at the ends of [0, 1] and
 * with a margin on rasters, and independent probabilities of choices.
 */
export class MixedDistribution {
  readonly #space: SearchSpace;
  /** By dimension. */
  readonly #parameters: readonly (Parameter | undefined)[];
  readonly #ordered: readonly number[];
  readonly #categorical: readonly number[];
  readonly #weights: StrategyParameters;
  readonly #normal: CovarianceAdaptation | undefined;
  readonly #stretches: Float64Array;
  readonly #choices: readonly ChoiceProbabilities[];
  readonly #margin: number;
  readonly #choiceRate: number;

  /** @param centre point to begin around; its coordinates may be NaN where they are not active */
  constructor(space: SearchSpace, centre: Point, step: number, population: number) {
    const indices = space.dimensions.map((_, index) => index);
    this.#space = space;
    const byName = new Map(space.parameters.map((parameter) => [parameter.name, parameter]));
    this.#parameters = space.dimensions.map(({ name }) => byName.get(name));
    this.#ordered = indices.filter((index) => !space.dimensions[index]?.isCategorical);
    this.#categorical = indices.filter((index) => space.dimensions[index]?.isCategorical);
    const mean = Float64Array.from(this.#ordered, (index) => valueOr(centre[index], 0.5));
    this.#normal = mean.length > 0 ? new CovarianceAdaptation(mean, step, population) : undefined;
    this.#weights = strategyParameters(Math.max(1, mean.length), population);
    this.#stretches = new Float64Array(mean.length).fill(1);
    this.#margin = 1 / (population * Math.max(1, indices.length));
    const choiceCounts = this.#categorical.map((index) => this.#cardinality(index));
    this.#choices = choiceCounts.map((choices) => new ChoiceProbabilities(choices, this.#margin * 2));
    const others = choiceCounts.reduce((sum, choices) => sum + choices - 1, 0);
    this.#choiceRate = this.#weights.effective / (this.#weights.effective + 2 * others + 2);
    this.#keepMargins();
  }

  get population(): number {
    return this.#weights.population;
  }

  get isExhausted(): boolean {
    return this.#normal?.isExhausted ?? false;
  }

  /** Writes coordinates, which the space has to repair, and where they were drawn. */
  draw(rng: Rng, point: Point, at: Float64Array): void {
    this.#normal?.sample(rng, at);
    for (const [place, index] of this.#ordered.entries()) {
      const drawn = at[place] ?? 0;
      const mean = this.#normal?.mean[place] ?? 0;
      point[index] = this.#isRaster(index)
        ? Math.min(1, Math.max(0, mean + (drawn - mean) * (this.#stretches[place] ?? 1)))
        : fold(drawn);
    }
    for (const [place, index] of this.#categorical.entries())
      point[index] = this.#choices[place]?.draw(rng) ?? 0;
  }

  /** @param generation draws of this population, the best first */
  update(generation: readonly (Draw & { readonly isOwn: boolean })[]): void {
    for (const [place, index] of this.#categorical.entries()) {
      const chosen = generation.map(({ point }) => point[index] ?? NaN);
      this.#choices[place]?.update(chosen, this.#weights.weights, this.#choiceRate);
    }
    this.#normal?.update(
      generation.map(({ point, at, isOwn }) => ({
        at: at ?? this.#placeOf(point),
        isOwn: isOwn && at !== undefined,
      })),
    );
    this.#keepMargins();
  }

  /** Where a point could have been drawn at. */
  #placeOf(point: Point): Float64Array {
    return Float64Array.from(this.#ordered, (index, place) => {
      const mean = this.#normal?.mean[place] ?? 0;
      const coordinate = valueOr(point[index], fold(mean));
      return this.#isRaster(index)
        ? mean + (coordinate - mean) / (this.#stretches[place] ?? 1)
        : unfold(coordinate, mean);
    });
  }

  #keepMargins(): void {
    const normal = this.#normal;
    if (normal === undefined) return;
    for (const [place, index] of this.#ordered.entries()) {
      const before = { mean: normal.mean[place] ?? 0, stretch: this.#stretches[place] ?? 1 };
      const cell = this.#cellAt(index, before.mean);
      if (cell === undefined) continue;
      const { mean, stretch } = keepMargin(before, cell, normal.deviation(place), this.#margin);
      normal.mean[place] = mean;
      this.#stretches[place] = stretch;
    }
  }

  #cellAt(index: number, coordinate: number): RasterCell | undefined {
    const parameter = this.#parameters[index];
    return parameter && cellAt(parameter, this.#cardinality(index), coordinate);
  }

  #cardinality(index: number): number {
    return this.#space.dimensions[index]?.cardinality ?? 1;
  }

  #isRaster(index: number): boolean {
    return this.#cellAt(index, 0) !== undefined;
  }
}

function valueOr(value: number | undefined, other: number): number {
  return value === undefined || Number.isNaN(value) ? other : value;
}
