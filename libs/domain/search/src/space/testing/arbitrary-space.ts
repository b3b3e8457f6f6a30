import fc from 'fast-check';
import { meets } from '../condition.ts';
import type { Condition, Configuration, Parameter, Scalar } from '../parameter.ts';

type Shape = Parameter extends infer Kind
  ? Kind extends Parameter
    ? Omit<Kind, 'name' | 'when'>
    : never
  : never;

const choices = fc.uniqueArray(fc.oneof(fc.constantFrom('a', 'b', '1', 'true'), fc.integer(), fc.boolean()), {
  minLength: 1,
  maxLength: 4,
});

const finite: fc.Arbitrary<Shape> = fc.oneof(
  choices.map((values) => ({ kind: 'categorical' as const, choices: values })),
  choices.map((values) => ({ kind: 'ordinal' as const, values })),
  choices.map(([value = 0]) => ({ kind: 'fixed' as const, value })),
  fc
    .tuple(fc.integer({ min: -5, max: 5 }), fc.nat(7), fc.integer({ min: 1, max: 3 }))
    .map(([low, span, step]) => ({
      kind: 'int' as const,
      low,
      high: low + span,
      scale: 'linear' as const,
      step,
    })),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(6)).map(([low, span]) => ({
    kind: 'int' as const,
    low,
    high: low + span,
    scale: 'log' as const,
    step: 1,
  })),
  fc
    .tuple(fc.integer({ min: -9, max: 9 }), fc.nat(6), fc.integer({ min: 1, max: 3 }))
    .map(([low, span, step]) => ({
      kind: 'float' as const,
      low: low / 10,
      high: (low + span) / 10,
      scale: 'linear' as const,
      step: step / 10,
    })),
);

const infinite: fc.Arbitrary<Shape> = fc.oneof(
  fc
    .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 1_000_000 }))
    .map(([low, span]) => ({
      kind: 'float' as const,
      low: low / 1000,
      high: (low + span) / 1000,
      scale: 'linear' as const,
    })),
  fc.tuple(fc.integer({ min: -9, max: 3 }), fc.integer({ min: 1, max: 9 })).map(([low, span]) => ({
    kind: 'float' as const,
    low: Number(`1e${String(low)}`),
    high: Number(`1e${String(low + span)}`),
    scale: 'log' as const,
  })),
);

const link = fc.record({
  parent: fc.option(fc.nat(9), { nil: undefined }),
  from: fc.nat(9),
  count: fc.integer({ min: 1, max: 3 }),
  isRange: fc.boolean(),
});

/** Parameters that make a space, some with conditions, in any order. */
export function arbitraryParameters(kinds: 'finite' | 'all'): fc.Arbitrary<readonly Parameter[]> {
  const shape = kinds === 'finite' ? finite : fc.oneof(finite, infinite);
  return fc
    .array(fc.tuple(shape, link), { minLength: 1, maxLength: 5 })
    .map((parts) => {
      const parameters: Parameter[] = [];
      for (const [index, [one, { parent, from, count, isRange }]] of parts.entries()) {
        const at = parent === undefined || index === 0 ? undefined : parameters[parent % index];
        const when = at && conditionOn(at, from, count, isRange);
        parameters.push({ name: `p${String(index)}`, ...one, ...(when && { when }) });
      }
      return parameters;
    })
    .chain((parameters) => fc.shuffledSubarray(parameters, { minLength: parameters.length }));
}

function conditionOn(parent: Parameter, from: number, count: number, isRange: boolean): Condition {
  const parameter = parent.name;
  const values = valuesOf(parent);
  if (!values && parent.kind === 'float')
    return { parameter, min: parent.low, max: (parent.low + parent.high) / 2 };
  const all = values ?? [];
  const first = from % all.length;
  const some = all.slice(first, first + count);
  const [min, max] = [some[0], some.at(-1)];
  const isOfNumbers = parent.kind === 'int' || parent.kind === 'float';
  return isRange && isOfNumbers && typeof min === 'number' && typeof max === 'number'
    ? { parameter, min, max }
    : { parameter, in: some };
}

/** All values of a parameter in their order; undefined when they can't be counted. */
export function valuesOf(parameter: Parameter): readonly Scalar[] | undefined {
  switch (parameter.kind) {
    case 'categorical':
      return parameter.choices;
    case 'ordinal':
      return parameter.values;
    case 'fixed':
      return [parameter.value];
    case 'int':
    case 'float': {
      const { low, high, step } = parameter;
      if (step === undefined) return undefined;
      const count = Math.round(Math.floor((high - low) / step + 1e-9)) + 1;
      return Array.from({ length: count }, (_, index) => Math.round((low + index * step) * 1e9) / 1e9 + 0);
    }
  }
}

/** All configurations of a finite space, found by trying every combination of values. */
export function enumerate(parameters: readonly Parameter[]): readonly Configuration[] {
  const found = new Map<string, Configuration>();
  const walk = (index: number, all: Configuration): void => {
    const parameter = parameters[index];
    if (!parameter) {
      const active = activeIn(parameters, all);
      found.set(JSON.stringify(active), active);
      return;
    }
    for (const value of valuesOf(parameter) ?? []) walk(index + 1, { ...all, [parameter.name]: value });
  };
  walk(0, {});
  return [...found.values()];
}

/** What of a value for each parameter is active. */
export function activeIn(parameters: readonly Parameter[], all: Configuration): Configuration {
  const isActive = ({ when }: Parameter): boolean => {
    if (!when) return true;
    const parent = parameters.find(({ name }) => name === when.parameter);
    return parent !== undefined && isActive(parent) && meets(when, all[parent.name] ?? '');
  };
  return Object.fromEntries(parameters.filter(isActive).map(({ name }) => [name, all[name] ?? '']));
}
