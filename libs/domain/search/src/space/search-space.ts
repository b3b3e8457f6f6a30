import type { Condition, Configuration, LinearConstraint, Parameter } from './parameter.ts';

/**
 * A configuration as samplers see it: one coordinate for each dimension. Of a dimension with an order it lies in [0, 1]
 * (a log scale and the raster are taken out); of a categorical one it is the number of the choice; NaN when the parameter
 * is not active.
 */
export type Point = Float64Array;

/** A parameter that is searched; a fixed one, or one with a single value, is none. */
export interface Dimension {
  readonly name: string;
  readonly isCategorical: boolean;
  /**
   * Number of values. Value `k` of `n` with an order lies at `(k + 0.5) / n`. Infinity for a float without a step, and for an
   * int on a log scale, whose values lie unevenly: `repair` moves a coordinate to that of the nearest one.
   */
  readonly cardinality: number;
  /** Dimension that the condition looks at; undefined when it is always active. */
  readonly parent: number | undefined;
}

/** What is searched. Parents come before their children. */
export interface SearchSpace {
  readonly parameters: readonly Parameter[];
  readonly constraints: readonly LinearConstraint[];
  readonly dimensions: readonly Dimension[];
  /** Number of configurations; Infinity when it is not finite. */
  readonly size: number;
  /** Whether a dimension is active at a point, of which the coordinates before it are right. */
  isActive(point: Point, dimension: number): boolean;
  /**
   * The nearest point that a configuration can have: coordinates clipped and put on the raster, in place; NaN where a
   * dimension is not active, `fill` (default: the middle, or choice 0) where one is active and has none.
   */
  repair(point: Point, fill?: (dimension: number) => number): Point;
  /** Whether the constraints between parameters hold at a repaired point. */
  isFeasible(point: Point): boolean;
  /** @param point repaired */
  decode(point: Point): Configuration;
  /** @throws InvalidInputError naming each parameter that is missing, not active, unknown, or out of its range */
  encode(configuration: Configuration): Point;
}

export type { Condition };
