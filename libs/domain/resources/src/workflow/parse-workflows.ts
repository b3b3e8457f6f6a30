import type { Issue } from '@slipway/kernel';
import { checkDocument } from '../validation/check-document.ts';
import { resourceBounds } from '../yaml/bounds.ts';
import { readDocuments } from '../yaml/read-documents.ts';
import { invalidFile, issueAtPath } from '../yaml/source-text.ts';
import { Workflow } from './workflow.ts';

/**
 * The workflows of a repository, defaults applied, in the order of the file.
 * @throws InvalidInputError with everything that is wrong with the file, each with line and column.
 */
export function parseWorkflows(file: string, text: string): readonly Workflow[] {
  const documents = readDocuments(file, text, resourceBounds);
  if (documents.length === 0)
    throw invalidFile(file, [{ file, message: 'the file holds nothing', expected: 'one Workflow or more' }]);
  const issues: Issue[] = [];
  const found = new Map<string, Workflow>();
  for (const document of documents) {
    const checked = checkDocument(document, Workflow);
    if (!checked.ok) issues.push(...checked.issues);
    else if (found.has(checked.value.metadata.name))
      issues.push(
        issueAtPath(document.source, document.root, ['metadata', 'name'], {
          message: `there are two workflows ${checked.value.metadata.name} in the file`,
        }),
      );
    else found.set(checked.value.metadata.name, checked.value);
  }
  if (issues.length > 0) throw invalidFile(file, issues);
  return [...found.values()];
}
