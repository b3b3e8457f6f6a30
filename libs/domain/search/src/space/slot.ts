import type { Axis } from './axis.ts';
import { axisOf } from './axis-of-parameter.ts';
import { meets, normalise } from './condition.ts';
import type { Condition, Parameter, Scalar } from './parameter.ts';

/** When a parameter is active, by the dimension that decides it. */
export interface Gate {
  readonly dimension: number;
  /** Its values are those of the axis of the dimension. */
  readonly condition: Condition;
  /** @param coordinate of the dimension, which is active */
  isOpen(coordinate: number): boolean;
}

/** A parameter in its place in a space. */
export interface Slot {
  readonly parameter: Parameter;
  readonly axis: Axis;
  /** Undefined: it has a single value. */
  readonly dimension: number | undefined;
  /** Undefined: it is always active. */
  readonly gate: Gate | undefined;
}

/**
 * Parents before their children, otherwise in the order given; dimensions are numbered in this order. A child of a parameter
 * with a single value is active when that one is.
 *
 * @param parameters that are valid, with their conditions
 */
export function slotsOf(parameters: readonly Parameter[]): readonly Slot[] {
  const slots = new Map<string, Slot>();
  let dimensions = 0;
  for (const parameter of parentsFirst(parameters)) {
    const axis = axisOf(parameter);
    const parent = parameter.when && slots.get(parameter.when.parameter);
    const dimension = axis.size === 1 ? undefined : dimensions++;
    slots.set(parameter.name, { parameter, axis, dimension, gate: gateOf(parameter.when, parent) });
  }
  return [...slots.values()];
}

function parentsFirst(parameters: readonly Parameter[]): Iterable<Parameter> {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const ordered = new Set<Parameter>();
  for (const parameter of parameters) {
    const line: Parameter[] = [];
    for (
      let at: Parameter | undefined = parameter;
      at && !ordered.has(at);
      at = at.when && byName.get(at.when.parameter)
    )
      line.push(at);
    for (const at of line.reverse()) ordered.add(at);
  }
  return ordered;
}

function gateOf(when: Condition | undefined, parent: Slot | undefined): Gate | undefined {
  if (!when || !parent) return undefined;
  if (parent.dimension === undefined) return parent.gate;
  const condition = normalise(when, parent.axis);
  return { dimension: parent.dimension, condition, isOpen: openness(condition, parent.axis) };
}

function openness(condition: Condition, axis: Axis): (coordinate: number) => boolean {
  if (axis.isCategorical) {
    const table = Uint8Array.from({ length: axis.size }, (_, index) =>
      Number(meets(condition, axis.valueAt(index))),
    );
    return (coordinate) => table[coordinate] === 1;
  }
  if (!('in' in condition)) return (coordinate) => meets(condition, axis.decode(coordinate));
  const values = new Set<Scalar>(condition.in);
  return (coordinate) => values.has(axis.decode(coordinate));
}
