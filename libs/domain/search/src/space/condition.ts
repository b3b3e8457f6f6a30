import type { Axis } from './axis.ts';
import type { Condition, Scalar } from './parameter.ts';

/** Whether a value of the parent is one that a condition asks for. */
export function meets(condition: Condition, value: Scalar): boolean {
  if ('in' in condition) return condition.in.includes(value);
  const { min = -Infinity, max = Infinity } = condition;
  return typeof value === 'number' && value >= min && value <= max;
}

/** The condition with its values as the axis of the parent gives them. */
export function normalise(condition: Condition, axis: Axis): Condition {
  if (!('in' in condition)) return condition;
  const values = condition.in.map((value) => {
    const coordinate = axis.encode(value);
    return coordinate === undefined ? value : axis.decode(coordinate);
  });
  return { parameter: condition.parameter, in: values };
}

/**
 * Where along a finite axis conditions may change between met and not met.
 * @returns ascending indexes of values, the first one 0, the last one the number of values
 */
export function breaksOf(conditions: readonly Condition[], axis: Axis): readonly number[] {
  const { size } = axis;
  if (!axis.isAscending) return Array.from({ length: size + 1 }, (_, index) => index);
  const firstNotBelow = (value: number): number => lowerBound(axis, (at) => at >= value);
  const firstAbove = (value: number): number => lowerBound(axis, (at) => at > value);
  const breaks = conditions.flatMap((condition) =>
    'in' in condition
      ? condition.in.flatMap((value) =>
          typeof value === 'number' ? [firstNotBelow(value), firstAbove(value)] : [],
        )
      : [firstNotBelow(condition.min ?? -Infinity), firstAbove(condition.max ?? Infinity)],
  );
  return [...new Set([0, ...breaks, size])].sort((left, right) => left - right);
}

/** First index whose value is so, when all after it are; the number of values when none is. */
function lowerBound(axis: Axis, isSo: (value: number) => boolean): number {
  let low = 0;
  let high = axis.size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isSo(Number(axis.valueAt(middle)))) high = middle;
    else low = middle + 1;
  }
  return low;
}
