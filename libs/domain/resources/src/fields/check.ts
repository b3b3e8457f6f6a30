import { z } from 'zod';

/**
 * A check whose message differs from value to value. `problemOf` gives a phrase that follows the value, such as
 * `the path is absolute`, or undefined when nothing is wrong.
 */
export function problemCheck<T>(problemOf: (value: T) => string | undefined): z.core.CheckFn<T> {
  return ({ value, issues }) => {
    const problem = problemOf(value);
    if (problem !== undefined)
      issues.push({ code: 'custom', input: value, message: problem, params: { problem } });
  };
}

/** Entries of a list must differ in `keyOf`; the issue lies at `field` of the later entry. */
export function distinct<T>(keyOf: (entry: T) => string, ...field: string[]): z.core.CheckFn<T[]> {
  return ({ value, issues }) => {
    const seen = new Set<string>();
    for (const [index, entry] of value.entries()) {
      const key = keyOf(entry);
      if (seen.has(key)) {
        const problem = 'it is in the list twice';
        issues.push({
          code: 'custom',
          input: key,
          path: [index, ...field],
          message: problem,
          params: { problem },
        });
      }
      seen.add(key);
    }
  };
}

/**
 * Text of at most `longest` characters that `isRight` accepts. `expected` completes the sentence
 * "… is not <expected>": `a duration such as 90s or 1h30m`.
 */
export function textThat(longest: number, expected: string, isRight: (text: string) => boolean): z.ZodString {
  return z.string().max(longest, { abort: true }).refine(isRight, { error: expected, abort: true });
}

/** The same for a regular expression, which the JSON Schema then shows to editors. */
export function textLike(longest: number, expected: string, pattern: RegExp): z.ZodString {
  return z.string().max(longest, { abort: true }).regex(pattern, { error: expected, abort: true });
}
