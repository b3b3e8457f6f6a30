import { Word } from './word.ts';
import { z } from '../zod.ts';

export const Scalar = z.union([z.number(), z.string().max(500), z.boolean()]);
const Scalars = z.array(Scalar).min(1).max(1_000);

/** A parameter is active when its parent is, and has one of these values or lies in this range, ends included. */
const ParameterCondition = z.union([
  z.strictObject({ parameter: Word, in: Scalars }),
  z.strictObject({ parameter: Word, min: z.number().optional(), max: z.number().optional() }),
]);
/** Configurations are objects by it, and an object has no place for this one. */
const ParameterName = Word.refine((name) => name !== '__proto__', 'a parameter can’t have this name');
const named = { name: ParameterName, when: ParameterCondition.optional() };
const scale = z.enum(['linear', 'log']).default('linear');

export const StudyParameter = z
  .discriminatedUnion('kind', [
    z.strictObject({
      ...named,
      kind: z.literal('float'),
      low: z.number(),
      high: z.number(),
      scale,
      step: z.number().optional(),
    }),
    z.strictObject({
      ...named,
      kind: z.literal('int'),
      low: z.number(),
      high: z.number(),
      scale,
      step: z.number().default(1),
    }),
    z.strictObject({ ...named, kind: z.literal('categorical'), choices: Scalars }),
    z.strictObject({ ...named, kind: z.literal('ordinal'), values: Scalars }),
    z.strictObject({ ...named, kind: z.literal('fixed'), value: Scalar }),
  ])
  .openapi('StudyParameter');
export type StudyParameter = z.infer<typeof StudyParameter>;

/** Sum of coefficient × parameter <= bound; parameters that are not active count as 0. */
export const StudyConstraint = z.strictObject({
  coefficients: z.record(Word, z.number()),
  bound: z.number(),
});

export const Configuration = z.record(Word, Scalar).openapi('Configuration');
export type Configuration = z.infer<typeof Configuration>;
