import { z } from 'zod';

/** Text of one line. */
export function line(longest: number): z.ZodString {
  return z
    .string()
    .max(longest, { abort: true })
    .regex(/^[^\n\r]*$/, { error: 'one line of text' });
}

/** A description for people, shown in lists. */
export const Description = line(500);
