import { nearest, type Issue } from '@slipway/kernel';
import { rememberOrigin, originOf } from './origin.ts';
import { apiVersion, isKind, kinds, resourceId, type SlipwayResource } from './registry.ts';
import { checkDocument, type Checked } from './validation/check-document.ts';
import { resourceBounds, type YamlBounds } from './yaml/bounds.ts';
import type { Path } from './yaml/located-value.ts';
import { readDocuments, type YamlDocument } from './yaml/read-documents.ts';
import { shown } from './yaml/shown.ts';
import { invalidFile, issueAtPath, type IssueDetails } from './yaml/source-text.ts';

/**
 * The resources of a YAML file, defaults applied, in the order of the file.
 * @throws InvalidInputError with everything that is wrong with the file (at most 50 issues), each with line and column.
 */
export function parseResources(
  file: string,
  text: string,
  bounds: Partial<YamlBounds> = {},
): SlipwayResource[] {
  const documents = readDocuments(file, text, { ...resourceBounds, ...bounds });
  if (documents.length === 0)
    throw invalidFile(file, [
      { file, message: 'the file holds no resource', expected: `apiVersion: ${apiVersion}` },
    ]);
  const issues: Issue[] = [];
  const resources = new Map<string, SlipwayResource>();
  for (const document of documents) {
    const checked = checkResource(document);
    if (!checked.ok) {
      issues.push(...checked.issues);
      continue;
    }
    rememberOrigin(checked.value, document);
    const id = resourceId(checked.value);
    const first = resources.get(id);
    if (first === undefined) resources.set(id, checked.value);
    else
      issues.push(
        issueAtPath(document.source, document.root, ['metadata', 'name'], {
          message: `${id} is in the file already${lineOf(first)}`,
        }),
      );
  }
  if (issues.length > 0) throw invalidFile(file, issues);
  return [...resources.values()];
}

function lineOf(resource: SlipwayResource): string {
  const origin = originOf(resource);
  return origin ? `, in line ${String(origin.source.lines.linePos(origin.root.start).line)}` : '';
}

function checkResource(document: YamlDocument): Checked<SlipwayResource> {
  const refuse = (path: Path, details: IssueDetails): Checked<SlipwayResource> => ({
    ok: false,
    issues: [issueAtPath(document.source, document.root, path, details)],
  });
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse([], {
      message: `${shown(value)} is not a resource`,
      expected: 'an object with apiVersion, kind, metadata and spec',
    });
  }
  const given = 'apiVersion' in value ? value.apiVersion : undefined;
  if (given !== apiVersion) {
    if (given === undefined)
      return refuse(['apiVersion'], { message: 'the field apiVersion is missing', expected: apiVersion });
    const suggestion = typeof given === 'string' ? nearest(given, [apiVersion]) : undefined;
    return refuse(['apiVersion'], {
      message: `${shown(given)} is not ${apiVersion}`,
      expected: apiVersion,
      suggestion,
    });
  }
  const names = Object.keys(kinds);
  const kind = 'kind' in value ? value.kind : undefined;
  if (typeof kind === 'string' && isKind(kind))
    return checkDocument<(typeof kinds)[typeof kind]>(document, kinds[kind]);
  const expected = `one of ${names.join(', ')}`;
  if (kind === undefined) return refuse(['kind'], { message: 'the field kind is missing', expected });
  const suggestion = typeof kind === 'string' ? nearest(kind, names) : undefined;
  return refuse(['kind'], { message: `${shown(kind)} is not a kind of ${apiVersion}`, expected, suggestion });
}
