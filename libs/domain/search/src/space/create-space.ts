import { nearest, type Issue } from '@slipway/kernel';
import { invalidInput, issueAt } from '../validation/invalid-input.ts';
import { shown } from '../validation/shown.ts';
import type { Axis } from './axis.ts';
import { axisOf } from './axis-of-parameter.ts';
import { conditionIssues, textsOf } from './check-conditions.ts';
import { constraintIssues, constraintSlack } from './check-constraints.ts';
import { nameIssues, valueIssues } from './check-parameters.ts';
import { countConfigurations } from './count-configurations.ts';
import type { Configuration, LinearConstraint, Parameter, Scalar } from './parameter.ts';
import type { Dimension, Point, SearchSpace } from './search-space.ts';
import { slotsOf, type Gate, type Slot } from './slot.ts';

/**
 * The space of all configurations of some parameters. Its dimensions are the parameters with several values, parents before
 * their children, otherwise in the order given. Constraints hold when they do to 12 digits; `size` does not regard them.
 *
 * Values of floats are rounded to 12 digits, so that `decode` gives back what `encode` got when it has no more of them.
 *
 * @throws InvalidInputError with an issue for each thing wrong, its path being one such as `parameters[2].low`
 */
export function createSpace(
  parameters: readonly Parameter[],
  constraints: readonly LinearConstraint[] = [],
): SearchSpace {
  const issues = spaceIssues(parameters, constraints);
  if (issues.length > 0) throw invalidInput('search space', issues);
  return new Space(parameters, constraints);
}

function spaceIssues(
  parameters: readonly Parameter[],
  constraints: readonly LinearConstraint[],
): readonly Issue[] {
  if (parameters.length === 0) return [issueAt('parameters', 'there are no parameters', 'at least one')];
  const issues = [...nameIssues(parameters)];
  const axes = new Map<string, Axis>();
  for (const [index, parameter] of parameters.entries()) {
    const found = valueIssues(parameter, `parameters[${String(index)}]`);
    if (found.length === 0) axes.set(parameter.name, axisOf(parameter));
    issues.push(...found);
  }
  issues.push(...conditionIssues(parameters, axes));
  issues.push(...constraintIssues(constraints, parameters, (name) => axes.has(name)));
  return issues;
}

interface Term {
  readonly coefficient: number;
  readonly slot: Slot;
}

class Space implements SearchSpace {
  readonly parameters: readonly Parameter[];
  readonly constraints: readonly LinearConstraint[];
  readonly dimensions: readonly Dimension[];
  readonly size: number;
  /** Parents first. */
  readonly #slots: readonly Slot[];
  /** In the order given. */
  readonly #slotsAsGiven: readonly Slot[];
  /** By dimension. */
  readonly #axes: readonly Axis[];
  readonly #gates: readonly (Gate | undefined)[];
  readonly #sums: readonly { readonly terms: readonly Term[]; readonly bound: number }[];

  constructor(parameters: readonly Parameter[], constraints: readonly LinearConstraint[]) {
    const slots = slotsOf(parameters);
    const byName = new Map(slots.map((slot) => [slot.parameter.name, slot]));
    const named = (name: string): Slot[] => [byName.get(name)].filter((slot) => slot !== undefined);
    const dimensions = slots.filter(({ dimension }) => dimension !== undefined);
    this.parameters = parameters;
    this.constraints = constraints;
    this.dimensions = dimensions.map(({ parameter, axis, gate }) => ({
      name: parameter.name,
      isCategorical: axis.isCategorical,
      cardinality: axis.isEven ? axis.size : Infinity,
      parent: gate?.dimension,
    }));
    this.size = countConfigurations(slots);
    this.#slots = slots;
    this.#slotsAsGiven = parameters.flatMap(({ name }) => named(name));
    this.#axes = dimensions.map(({ axis }) => axis);
    this.#gates = dimensions.map(({ gate }) => gate);
    this.#sums = constraints.map(({ coefficients, bound }) => ({
      terms: Object.entries(coefficients).flatMap(([name, coefficient]) =>
        named(name).map((slot) => ({ coefficient, slot })),
      ),
      bound,
    }));
  }

  isActive(point: Point, dimension: number): boolean {
    return isOpen(this.#gates[dimension], point);
  }

  repair(point: Point, fill?: (dimension: number) => number): Point {
    for (let dimension = 0; dimension < this.#axes.length; dimension += 1) {
      const axis = this.#axes[dimension];
      if (!axis || !isOpen(this.#gates[dimension], point)) {
        point[dimension] = Number.NaN;
        continue;
      }
      let coordinate = point[dimension] ?? Number.NaN;
      if (Number.isNaN(coordinate) && fill) coordinate = fill(dimension);
      if (Number.isNaN(coordinate)) coordinate = axis.isCategorical ? 0 : 0.5;
      point[dimension] = axis.snap(coordinate);
    }
    return point;
  }

  isFeasible(point: Point): boolean {
    for (const { terms, bound } of this.#sums) {
      let sum = 0;
      let size = Math.abs(bound);
      for (const { coefficient, slot } of terms) {
        const term = coefficient * Number(valueOf(slot, point) ?? 0);
        sum += term;
        size += Math.abs(term);
      }
      if (sum > bound + constraintSlack * size) return false;
    }
    return true;
  }

  decode(point: Point): Configuration {
    const entries: [string, Scalar][] = [];
    for (const slot of this.#slotsAsGiven) {
      const value = valueOf(slot, point);
      if (value !== undefined) entries.push([slot.parameter.name, value]);
    }
    return Object.fromEntries(entries);
  }

  /** What has a single value may be left out. */
  encode(configuration: Configuration): Point {
    const given = new Map(Object.entries(configuration));
    const point = new Float64Array(this.dimensions.length).fill(Number.NaN);
    const issues: Issue[] = [];
    const unclear = new Set<number>();
    for (const slot of this.#slots) {
      const { parameter, dimension, gate } = slot;
      const isUnclear = gate !== undefined && unclear.has(gate.dimension);
      const issue = isUnclear ? undefined : this.#place(slot, given, point);
      if (issue) issues.push(issue);
      if (dimension !== undefined && (issue || isUnclear)) unclear.add(dimension);
      given.delete(parameter.name);
    }
    const names = this.parameters.map(({ name }) => name);
    for (const name of given.keys())
      issues.push(
        issueAt(name, 'the space has no such parameter', 'a name of the space', nearest(name, names)),
      );
    if (issues.length > 0) throw invalidInput('configuration', issues);
    return point;
  }

  /** Writes the coordinate of a parameter, or tells why there is none. */
  #place(
    { parameter, axis, dimension, gate }: Slot,
    given: ReadonlyMap<string, Scalar>,
    point: Point,
  ): Issue | undefined {
    const { name, when } = parameter;
    const value = given.get(name);
    if (!isOpen(gate, point)) {
      if (value === undefined) return undefined;
      return issueAt(name, `it is not active, for that depends on ${shown(when?.parameter)}`, 'leave it out');
    }
    if (value === undefined)
      return dimension === undefined ? undefined : issueAt(name, 'the parameter is missing', axis.describe());
    const coordinate = axis.encode(value);
    if (coordinate === undefined) {
      const suggestion = typeof value === 'string' ? nearest(value, textsOf(axis)) : undefined;
      return issueAt(name, `${shown(value)} is not ${axis.describe()}`, axis.describe(), suggestion);
    }
    if (dimension !== undefined) point[dimension] = coordinate;
    return undefined;
  }
}

function isOpen(gate: Gate | undefined, point: Point): boolean {
  if (gate === undefined) return true;
  const coordinate = point[gate.dimension] ?? Number.NaN;
  return !Number.isNaN(coordinate) && gate.isOpen(coordinate);
}

/** Undefined: the parameter is not active. */
function valueOf({ axis, dimension, gate }: Slot, point: Point): Scalar | undefined {
  if (dimension === undefined) return isOpen(gate, point) ? axis.valueAt(0) : undefined;
  const coordinate = point[dimension] ?? Number.NaN;
  return Number.isNaN(coordinate) ? undefined : axis.decode(coordinate);
}
