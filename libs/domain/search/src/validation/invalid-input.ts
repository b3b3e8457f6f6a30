import { InvalidInputError, type Issue } from '@slipway/kernel';

const mostIssues = 100;

/** @param suggestion the name that was probably meant */
export function issueAt(path: string, message: string, expected?: string, suggestion?: string): Issue {
  return {
    path,
    message,
    ...(expected !== undefined && { expected }),
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** All issues as one error, whose message tells the first. */
export function invalidInput(what: string, issues: readonly Issue[]): InvalidInputError {
  const [first] = issues;
  const place = first?.path ? `${first.path}: ` : '';
  const more = issues.length > 1 ? ` (and ${String(issues.length - 1)} more)` : '';
  return new InvalidInputError(`invalid ${what}: ${place}${first?.message ?? 'it is not valid'}${more}`, {
    issues: issues.slice(0, mostIssues),
  });
}
