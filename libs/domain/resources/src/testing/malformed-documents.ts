import type { MalformedDocument } from './malformed-document.ts';
import { unknownResources } from './unknown-resources.ts';
import { unreadableDocuments } from './unreadable-documents.ts';
import { unsupportedYaml } from './unsupported-yaml.ts';
import { wrongFields } from './wrong-fields.ts';
import { wrongNames } from './wrong-names.ts';
import { wrongSources } from './wrong-sources.ts';
import { wrongUnits } from './wrong-units.ts';

/** What people get wrong, and what others try. */
export const malformedDocuments: readonly MalformedDocument[] = [
  ...unreadableDocuments,
  ...unsupportedYaml,
  ...unknownResources,
  ...wrongFields,
  ...wrongNames,
  ...wrongUnits,
  ...wrongSources,
];
