import { checkDocument, invalidFile, type YamlDocument } from '@slipway/resources';
import type { z } from 'zod';

/** The value of a document by a schema. @throws InvalidInputError with everything that is wrong with it. */
export function decodeDocument<S extends z.ZodType>(document: YamlDocument, schema: S): z.output<S> {
  const checked = checkDocument(document, schema);
  if (!checked.ok) throw invalidFile(document.source.file, checked.issues);
  return checked.value;
}
