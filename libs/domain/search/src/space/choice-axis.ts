import { oneOf } from '../validation/shown.ts';
import type { Axis } from './axis.ts';
import type { Scalar } from './parameter.ts';
import { cellMiddle, cellOf } from './cells.ts';

/** Values out of a list; when they are categorical, the coordinate is the number of the value. */
export function choiceAxis(values: readonly Scalar[], isCategorical: boolean): Axis {
  const size = values.length;
  const last = size - 1;
  const indexOf = isCategorical
    ? (coordinate: number) => Math.min(Math.max(Math.round(coordinate), 0), last)
    : (coordinate: number) => cellOf(coordinate, size);
  const coordinateOf = isCategorical ? (index: number) => index : (index: number) => cellMiddle(index, size);
  const valueAt = (index: number): Scalar => values[index] ?? 0;
  return {
    isCategorical,
    size,
    isEven: true,
    isAscending: false,
    valueAt,
    snap: (coordinate) => coordinateOf(indexOf(coordinate)),
    decode: (coordinate) => valueAt(indexOf(coordinate)),
    encode: (value) => {
      const index = values.indexOf(value);
      return index < 0 ? undefined : coordinateOf(index);
    },
    describe: () => oneOf(values),
  };
}
