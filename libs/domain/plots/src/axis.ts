import { ticks } from 'd3-array';
import { numberLabel } from './number-label.ts';
import type { PlottedParameter, Scalar } from './plotted-study.ts';

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** A straight line that values lie on, from `low` to `high`. On a logarithmic axis they lie at their decimal logarithms. */
export interface Axis {
  readonly name: string;
  readonly scale: 'linear' | 'log' | 'category';
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
  /** Undefined: the value has no place here. */
  place(value: Scalar | undefined): number | undefined;
}

export type NumberAxis = Axis & { readonly scale: 'linear' | 'log' };

/** The axis of a parameter, as long as its range. Values of a list lie at 0, 1, 2, … with half a step at both ends. */
export function parameterAxis(parameter: PlottedParameter): Axis {
  switch (parameter.kind) {
    case 'categorical':
      return categoryAxis(parameter.name, parameter.choices);
    case 'ordinal':
      return categoryAxis(parameter.name, parameter.values);
    case 'fixed':
      return categoryAxis(parameter.name, [parameter.value]);
    case 'int':
    case 'float':
      return numberAxis(parameter.name, [parameter.low, parameter.high], parameter.scale);
  }
}

/** The axis of numbers that are known, such as results: as long as they reach. On a log scale all of them are above 0. */
export function numberAxis(name: string, values: readonly number[], scale: 'linear' | 'log'): NumberAxis {
  const place = scale === 'log' ? Math.log10 : (value: number): number => value;
  const [least, most] = boundsOf(values);
  const [low, high] = widened(place(least), place(most));
  return {
    name,
    scale,
    low,
    high,
    ticks: scale === 'log' ? logTicks(low, high) : linearTicks(low, high),
    place: (value) => (typeof value === 'number' ? place(value) : undefined),
  };
}

/** Least and greatest; a list can have more entries than a call can have arguments. */
export function boundsOf(values: readonly number[]): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return least <= most ? [least, most] : [0, 1];
}

/** The axis with some room at both ends. */
export function withMargin<Any extends Axis>(axis: Any, share = 0.04): Any {
  const margin = (axis.high - axis.low) * share;
  return { ...axis, low: axis.low - margin, high: axis.high + margin };
}

function categoryAxis(name: string, values: readonly Scalar[]): Axis {
  const places = new Map(values.map((value, index) => [value, index]));
  return {
    name,
    scale: 'category',
    low: -0.5,
    high: values.length - 0.5,
    ticks: values.map((value, at) => ({ at, label: String(value) })),
    place: (value) => (value === undefined ? undefined : places.get(value)),
  };
}

/** Numbers nearer to 0 have too few digits left to make ticks of. */
const tiniest = 1e-300;

/** A range that is one point gets some room around it. */
function widened(low: number, high: number): readonly [number, number] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > size * 1e-12 && high - low > tiniest) return [low, high];
  const room = size > tiniest ? size * 0.05 : 0.5;
  return [low - room, high + room];
}

function linearTicks(low: number, high: number): Tick[] {
  return ticks(low, high, 5).map((at) => ({ at, label: numberLabel(at) }));
}

/** Powers of ten, not more than seven; where there are less than three, also twice and five times them. */
function logTicks(low: number, high: number): Tick[] {
  const [first, last] = [Math.ceil(low - 1e-9), Math.floor(high + 1e-9)];
  const every = Math.ceil((last - first + 1) / 7);
  const powers = Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) => first + index);
  const shown = powers.filter((_, index) => index % Math.max(every, 1) === 0).map((power) => 10 ** power);
  const finer =
    powers.length >= 3
      ? shown
      : [first - 1, ...powers].flatMap((power) => [1, 2, 5].map((times) => times * 10 ** power));
  const found = finer
    .map((value) => ({ at: Math.log10(value), label: numberLabel(value) }))
    .filter(({ at }) => at >= low - 1e-9 && at <= high + 1e-9);
  return found.length >= 2
    ? found
    : ticks(10 ** low, 10 ** high, 4).map((value) => ({ at: Math.log10(value), label: numberLabel(value) }));
}
