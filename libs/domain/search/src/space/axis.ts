import type { Scalar } from './parameter.ts';

/** How the values of one parameter correspond to coordinates. */
export interface Axis {
  readonly isCategorical: boolean;
  /** Number of values; Infinity for a float without a step. */
  readonly size: number;
  /** Whether the values, being in order, have equal shares of [0, 1]; of a log scale they have not. */
  readonly isEven: boolean;
  /** Whether the values are numbers from the least to the greatest; of a list it is not asked. */
  readonly isAscending: boolean;
  /** Value `index` of a finite axis. */
  valueAt(index: number): Scalar;
  /** The coordinate of the value that is nearest. */
  snap(coordinate: number): number;
  /** @param coordinate of a value, as `snap` gives it */
  decode(coordinate: number): Scalar;
  /** Undefined: it is no value of this parameter. */
  encode(value: Scalar): number | undefined;
  /** The values in words: `a number from 0 to 1`. */
  describe(): string;
}
