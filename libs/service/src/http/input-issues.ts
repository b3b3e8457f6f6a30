import { InvalidInputError, nearest, type Issue } from '@slipway/kernel';
import type { z } from 'zod';

export type InputPart = 'path' | 'query' | 'body';

/**
 * The value that a schema makes of one part of a request.
 * @throws InvalidInputError with one issue for each thing wrong, its path starting with the part: `body.documents[0].file`.
 */
export function parsePart<S extends z.ZodType>(
  part: InputPart,
  schema: S,
  value: unknown,
  names: readonly string[] = [],
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, 100).flatMap((issue) => issuesOf(part, issue, names));
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${String(issues.length - 1)} more)` : '';
  throw new InvalidInputError(
    `invalid ${part}: ${first ? `${first.path ?? part}: ${first.message}` : ''}${more}`,
    { issues },
  );
}

function issuesOf(part: InputPart, issue: z.core.$ZodIssue, names: readonly string[]): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const suggestion = nearest(key, names);
      return {
        message: 'there is no such field',
        path: pathText(part, [...issue.path, key]),
        ...(suggestion ? { suggestion } : {}),
      };
    });
  }
  const expected = expectation(issue);
  return [{ message: issue.message, path: pathText(part, issue.path), ...(expected ? { expected } : {}) }];
}

function expectation(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === 'invalid_type') return issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ');
  return undefined;
}

function pathText(part: InputPart, path: readonly PropertyKey[]): string {
  return (
    part +
    path
      .map((key) => (typeof key === 'number' ? `[${String(key)}]` : `.${String(key).slice(0, 100)}`))
      .join('')
  );
}
