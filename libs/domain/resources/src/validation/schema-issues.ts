import { nearest } from '@slipway/kernel';
import type { z } from 'zod';
import type { Path } from '../yaml/located-value.ts';
import { shown } from '../yaml/shown.ts';
import type { IssueDetails } from '../yaml/source-text.ts';
import { fieldsOf, viewAt, type SchemaView } from './schema-view.ts';
import { missing, notOneOf, outOfBounds, problem, wrongType } from './wording.ts';

type ZodIssue = z.core.$ZodIssue;

/** What is wrong with a value at a path; `at` says whether its name or its value is meant. */
export interface SchemaIssue extends IssueDetails {
  readonly path: Path;
  readonly at: 'key' | 'value';
}

/** At most this many names of one object are told to be unknown. */
const mostUnknown = 50;

/** Says in words of the user's file what zod found (with `reportInput`): what is wrong, what was expected, what may be meant. */
export function describeIssues(issues: readonly ZodIssue[], view: SchemaView): SchemaIssue[] {
  return issues.flatMap((issue) => describe(issue, view, []));
}

function describe(issue: ZodIssue, view: SchemaView, base: Path): SchemaIssue[] {
  const path: Path = [
    ...base,
    ...issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment))),
  ];
  if (issue.code === 'unrecognized_keys') return unknownFields(issue.keys, path, view);
  if (issue.code === 'invalid_union') return alternatives(issue, path, view);
  if (issue.code === 'invalid_key')
    return issue.issues
      .flatMap((inner) => describe(inner, view, path))
      .map((inner) => ({ ...inner, at: 'key' }));
  return [{ ...detailsOf(issue, path, view), path, at: 'value' }];
}

function detailsOf(issue: ZodIssue, path: Path, view: SchemaView): IssueDetails {
  if (issue.input === undefined) return missing(path.at(-1) ?? '', viewAt(view, path)?.description);
  if (issue.code === 'invalid_type') return wrongType(issue.expected, issue.input);
  if (issue.code === 'invalid_value') return notOneOf(issue.values.map(String), issue.input);
  if (issue.code === 'too_big') return outOfBounds('at most', issue.maximum, issue.origin, issue.input);
  if (issue.code === 'too_small') return outOfBounds('at least', issue.minimum, issue.origin, issue.input);
  if (issue.code === 'custom' && typeof issue.params?.problem === 'string')
    return problem(issue.input, issue.message);
  return { message: `${shown(issue.input)} is not ${issue.message}`, expected: issue.message };
}

function unknownFields(keys: readonly string[], path: Path, view: SchemaView): SchemaIssue[] {
  const known = [...fieldsOf(viewAt(view, path)).keys()];
  return keys.slice(0, mostUnknown).map((key) => ({
    message: `unknown field ${shown(key)}`,
    expected: `one of ${known.join(', ')}`,
    suggestion: nearest(key, known),
    path: [...path, key],
    at: 'key',
  }));
}

/** The issues of the alternative that was meant, or that it is unclear which one was. */
function alternatives(issue: z.core.$ZodIssueInvalidUnion, path: Path, view: SchemaView): SchemaIssue[] {
  const branches: readonly (readonly ZodIssue[])[] = issue.errors;
  const meant = branches.find((issues) => !issues.some(isAboutShape));
  if (meant) return meant.flatMap((inner) => describe(inner, view, path));
  const [first = [], ...others] = branches.map(unknownIn);
  const unknown = first.filter((key) => others.every((keys) => keys.includes(key)));
  if (unknown.length > 0) return unknownFields(unknown, path, view);
  return [
    {
      ...detailsOf({ ...issue, code: 'custom', params: { problem: issue.message } }, path, view),
      path,
      at: 'value',
    },
  ];
}

/** Whether an issue says that the value is not this alternative: other type, other fields. */
function isAboutShape(issue: ZodIssue): boolean {
  if (issue.code === 'unrecognized_keys') return issue.path.length === 0;
  return (
    issue.code === 'invalid_type' &&
    (issue.path.length === 0 || (issue.path.length === 1 && issue.input === undefined))
  );
}

function unknownIn(issues: readonly ZodIssue[]): readonly string[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
}
