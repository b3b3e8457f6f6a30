import { z } from 'zod';
import { Scalar, Scalars, Word } from './fields.ts';

const ParameterCondition = z.union(
  [
    z.strictObject({ parameter: Word, in: Scalars }),
    z.strictObject({ parameter: Word, min: z.number().optional(), max: z.number().optional() }),
  ],
  { error: 'expected parameter with in, or with min and max' },
);

/** Configurations are objects by it, and an object has no place for this one. */
const ParameterName = Word.refine((name) => name !== '__proto__', 'a parameter can’t have this name');

const named = {
  name: ParameterName.describe('What the program calls it.'),
  when: ParameterCondition.optional().describe(
    'It is active only when its parent is, and has one of these values or lies in this range, ends included.',
  ),
};
const scale = z.enum(['linear', 'log']).default('linear').describe('How values are spread.');
const low = z.number().describe('Lowest value.');
const high = z.number().describe('Highest value.');

/** A dimension of a search space. */
export const StudyParameter = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      ...named,
      kind: z.literal('float'),
      low,
      high,
      scale,
      step: z.number().optional().describe('Only values at this distance, from low on.'),
    }),
    z.strictObject({
      ...named,
      kind: z.literal('int'),
      low,
      high,
      scale,
      step: z.number().default(1).describe('Only values at this distance, from low on.'),
    }),
    z.strictObject({
      ...named,
      kind: z.literal('categorical'),
      choices: Scalars.describe('Values without an order.'),
    }),
    z.strictObject({
      ...named,
      kind: z.literal('ordinal'),
      values: Scalars.describe('Values in their order.'),
    }),
    z.strictObject({ ...named, kind: z.literal('fixed'), value: Scalar.describe('The value.') }),
  ],
  { error: 'expected kind: float, int, categorical, ordinal or fixed' },
);
export type StudyParameter = z.infer<typeof StudyParameter>;
