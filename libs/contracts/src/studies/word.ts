import { z } from '../zod.ts';

/** Text that goes into logs and tables as it is. */
export const Word = z
  .string()
  .min(1)
  .max(250)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'no control characters');
