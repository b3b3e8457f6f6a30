import { parseDuration } from '@slipway/kernel';
import { z } from 'zod';

/** Text that goes into logs and tables as it is. */
export const Word = z
  .string()
  .min(1)
  .max(250)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'no control characters');

export const Duration = z
  .string()
  .max(20)
  .refine((text) => (parseDuration(text) ?? 0) > 0, 'a duration such as 90s or 1h30m');

export const Scalar = z.union([z.number(), z.string().max(500), z.boolean()], {
  error: 'expected a number, a text, or true or false',
});
export type Scalar = z.infer<typeof Scalar>;

export const Scalars = z.array(Scalar).min(1).max(1_000);

/** Values of parameters by name; those that are not active are left out. */
export const Configuration = z.record(Word, Scalar);
export type Configuration = z.infer<typeof Configuration>;
