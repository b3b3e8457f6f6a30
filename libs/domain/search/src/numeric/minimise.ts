/** Value of a function at a point; writes its gradient, shape [dimensions]. */
export type Differentiable = (point: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  /** Calls of the function, at most. */
  readonly evaluations: number;
  /** Ends when no free coordinate of the gradient is larger; default 1e-6. */
  readonly tolerance?: number;
}

/** A step and how it changed the gradient. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
}

const remembered = 8;

/**
 * A local minimum within a box by L-BFGS (Nocedal 1980): the two-loop recursion on the coordinates that the box does not
 * hold, steps projected onto the box and halved until the value falls enough (Armijo).
 * @param point where it starts and ends; shape [dimensions]
 * @param low smallest coordinates, shape [dimensions]
 * @param high largest coordinates, shape [dimensions]
 * @returns the value at the end
 */
export function minimise(
  evaluate: Differentiable,
  point: Float64Array,
  low: Float64Array,
  high: Float64Array,
  { evaluations, tolerance = 1e-6 }: MinimiseOptions,
): number {
  const size = point.length;
  let memory: readonly Pair[] = [];
  let gradient = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const next = new Float64Array(size);
  project(point, low, high);
  let value = evaluate(point, gradient);
  let calls = 1;
  while (calls < evaluations) {
    const free = freeGradient(point, gradient, low, high);
    const largest = maximum(free);
    if (!(largest > tolerance)) break;
    const direction = descent(free, memory);
    if (!(dot(direction, free) < 0)) {
      for (let index = 0; index < size; index += 1) direction[index] = -(free[index] ?? 0);
      memory = [];
    }
    let length = memory.length === 0 ? Math.min(1, 0.2 / largest) : 1;
    let found = false;
    for (; calls < evaluations; length *= 0.4) {
      for (let index = 0; index < size; index += 1)
        next[index] = (point[index] ?? 0) + length * (direction[index] ?? 0);
      project(next, low, high);
      const nextValue = evaluate(next, nextGradient);
      calls += 1;
      let fall = 0;
      for (let index = 0; index < size; index += 1)
        fall += (gradient[index] ?? 0) * ((next[index] ?? 0) - (point[index] ?? 0));
      if (nextValue <= value + 1e-4 * fall) {
        found = nextValue < value;
        value = nextValue;
        break;
      }
      if (length < 1e-8) break;
    }
    if (!found) break;
    const step = difference(next, point);
    const change = difference(nextGradient, gradient);
    if (dot(step, change) > 1e-10 * Math.sqrt(dot(step, step) * dot(change, change)))
      memory = [...memory.slice(1 - remembered), { step, change }];
    point.set(next);
    [gradient, nextGradient] = [nextGradient, gradient];
  }
  return value;
}

function project(point: Float64Array, low: Float64Array, high: Float64Array): void {
  for (let index = 0; index < point.length; index += 1)
    point[index] = Math.min(Math.max(point[index] ?? 0, low[index] ?? 0), high[index] ?? 0);
}

/** The gradient without the coordinates that would leave the box. */
function freeGradient(
  point: Float64Array,
  gradient: Float64Array,
  low: Float64Array,
  high: Float64Array,
): Float64Array {
  return gradient.map((slope, index) => {
    const at = point[index] ?? 0;
    const isHeld = (slope > 0 && at <= (low[index] ?? 0)) || (slope < 0 && at >= (high[index] ?? 0));
    return isHeld ? 0 : slope;
  });
}

/** Newton's direction by the pairs that are remembered, the latest last. */
function descent(free: Float64Array, memory: readonly Pair[]): Float64Array {
  const direction = free.map((slope) => -slope);
  const weights = new Float64Array(memory.length);
  for (const [index, { step, change }] of [...memory.entries()].reverse()) {
    const weight = dot(step, direction) / dot(step, change);
    weights[index] = weight;
    add(direction, change, -weight);
  }
  const last = memory.at(-1);
  if (last) {
    const scale = dot(last.step, last.change) / dot(last.change, last.change);
    for (let index = 0; index < direction.length; index += 1)
      direction[index] = (direction[index] ?? 0) * scale;
  }
  for (const [index, { step, change }] of memory.entries())
    add(direction, step, (weights[index] ?? 0) - dot(change, direction) / dot(step, change));
  for (let index = 0; index < direction.length; index += 1) if (free[index] === 0) direction[index] = 0;
  return direction;
}

function difference(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, index) => value - (right[index] ?? 0));
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

function add(target: Float64Array, source: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index += 1)
    target[index] = (target[index] ?? 0) + factor * (source[index] ?? 0);
}

function maximum(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}
