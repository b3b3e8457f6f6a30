import type { ApplyRequest } from '@slipway/contracts';
import { InvalidInputError, SlipwayError, type Issue } from '@slipway/kernel';
import type { ResourceKey } from '@slipway/ports';
import { issueAt, parseResources, resourceId, sourceFilesOf, type SlipwayResource } from '@slipway/resources';

/** A resource of an apply, with the source files it brings along. */
export interface GivenResource {
  readonly resource: SlipwayResource;
  readonly key: ResourceKey;
  /** `Kind/team/name` or `Kind/name`. */
  readonly id: string;
  /** Content by path. */
  readonly files: Readonly<Record<string, string>>;
}

const mostIssues = 50;

/**
 * The resources of the request.
 * @throws InvalidInputError with everything that is wrong with the documents and files.
 */
export function givenResources({
  documents,
  files,
}: Pick<ApplyRequest, 'documents' | 'files'>): GivenResource[] {
  const issues: Issue[] = [];
  const given = new Map<string, GivenResource>();
  const unused = new Map(files.map((file) => [fileKey(file.document, file.path), file]));
  if (unused.size < files.length) issues.push({ path: 'files', message: 'a file is given twice' });
  for (const { file, text } of documents) {
    for (const resource of parsed(file, text, issues)) {
      const id = resourceId(resource);
      if (given.has(id))
        issues.push(issueAt(resource, ['metadata', 'name'], { message: `${id} is given twice` }));
      const contents: [string, string][] = [];
      const { at, files: names } = sourceFilesOf(resource);
      for (const path of names) {
        const found = files.find((candidate) => candidate.document === file && candidate.path === path);
        if (found) contents.push([path, found.content]);
        else issues.push(issueAt(resource, at, { message: `the file ${path} is not given` }));
        unused.delete(fileKey(file, path));
      }
      given.set(id, { resource, id, key: keyOf(resource), files: Object.fromEntries(contents) });
    }
  }
  // Only when the documents are right: the file may be named by one that could not be read.
  if (issues.length === 0) {
    for (const { document, path } of unused.values()) {
      issues.push({
        file: document,
        message: `the file ${path} is given, and no resource of the document names it`,
      });
    }
  }
  const [first] = issues;
  if (first)
    throw new InvalidInputError(sentence(first, issues.length), { issues: issues.slice(0, mostIssues) });
  return [...given.values()];
}

function parsed(file: string, text: string, issues: Issue[]): readonly SlipwayResource[] {
  try {
    return parseResources(file, text);
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.issues.length === 0) throw error;
    issues.push(...error.issues);
    return [];
  }
}

const fileKey = (document: string, path: string): string => JSON.stringify([document, path]);

function keyOf({ kind, metadata }: SlipwayResource): ResourceKey {
  return { kind, team: 'team' in metadata ? metadata.team : undefined, name: metadata.name };
}

function sentence({ file, line, column, path, message }: Issue, count: number): string {
  const place =
    file === undefined
      ? ''
      : line === undefined
        ? `${file}: `
        : `${file}:${String(line)}:${String(column ?? 1)}: `;
  const more = count > 1 ? ` (and ${String(count - 1)} more)` : '';
  return `${place}${path === undefined ? '' : `${path}: `}${message}${more}`;
}
