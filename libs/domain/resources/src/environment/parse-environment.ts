import { checkDocument } from '../validation/check-document.ts';
import { resourceBounds } from '../yaml/bounds.ts';
import { readDocuments } from '../yaml/read-documents.ts';
import { invalidFile } from '../yaml/source-text.ts';
import { Environment } from './environment.ts';

/**
 * The settings of an environment repository, defaults applied.
 * @throws InvalidInputError with everything that is wrong with the file, each with line and column.
 */
export function parseEnvironment(file: string, text: string): Environment {
  const [document, ...more] = readDocuments(file, text, resourceBounds);
  if (document === undefined || more.length > 0)
    throw invalidFile(file, [
      {
        file,
        message: `the file holds ${document === undefined ? 'nothing' : 'more than one document'}`,
        expected: 'one Environment',
      },
    ]);
  const checked = checkDocument(document, Environment);
  if (!checked.ok) throw invalidFile(file, checked.issues);
  return checked.value;
}
