import type { Issue } from '@slipway/kernel';
import { checkDocument } from '../validation/check-document.ts';
import { resourceBounds } from '../yaml/bounds.ts';
import type { Path } from '../yaml/located-value.ts';
import { readDocuments } from '../yaml/read-documents.ts';
import { invalidFile, issueAtPath, type IssueDetails } from '../yaml/source-text.ts';
import { Policy } from './policy.ts';

/** A policy, and where in its file it stands. */
export interface LocatedPolicy {
  readonly policy: Policy;
  readonly file: string;
  /** An issue at one of its fields, with file, line and column. */
  readonly issueAt: (path: Path, details: IssueDetails) => Issue;
}

/**
 * The policies of a file, defaults applied, in its order.
 * @throws InvalidInputError with everything that is wrong with the file, each with line and column.
 */
export function parsePolicies(file: string, text: string): readonly LocatedPolicy[] {
  const documents = readDocuments(file, text, resourceBounds);
  if (documents.length === 0)
    throw invalidFile(file, [{ file, message: 'the file holds nothing', expected: 'one Policy or more' }]);
  const issues: Issue[] = [];
  const policies = documents.flatMap((document): LocatedPolicy[] => {
    const checked = checkDocument(document, Policy);
    if (!checked.ok) {
      issues.push(...checked.issues);
      return [];
    }
    return [
      {
        policy: checked.value,
        file,
        issueAt: (path, details) => issueAtPath(document.source, document.root, path, details),
      },
    ];
  });
  if (issues.length > 0) throw invalidFile(file, issues);
  return policies;
}
