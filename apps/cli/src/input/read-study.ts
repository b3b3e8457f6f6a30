import path from 'node:path';
import { limits, studyEndpoints } from '@slipway/contracts';
import { InvalidInputError, nearest, type Issue } from '@slipway/kernel';
import { LineCounter, isNode, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import type { Invocation } from '../invocation.ts';
import { readText, readTextFile } from './read-text.ts';

export type NewStudy = z.output<typeof studyEndpoints.createStudy.body>;

/**
 * A study as a file has it: the body of the API's `createStudy`, in YAML or JSON.
 * @param file `-` for stdin
 * @param name used when the file has none, and instead of the one it has
 * @throws InvalidInputError with the places of all problems, NotFoundError, TooLargeError
 */
export async function readStudy(
  invocation: Invocation,
  file: string,
  name: string | undefined,
): Promise<NewStudy> {
  const text =
    file === '-'
      ? await readText(invocation.input, 'stdin', limits.documentBytes)
      : await readTextFile(path.resolve(invocation.cwd, file), file, limits.documentBytes);
  invocation.sources.set(file, text);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placed = (offset: number | undefined): Pick<Issue, 'line' | 'column'> => {
    if (offset === undefined) return {};
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [broken] = document.errors;
  if (broken)
    throw new InvalidInputError(`${file} is no YAML`, {
      issues: [{ file, message: broken.message, ...placed(broken.pos[0]) }],
    });
  const content: unknown = document.toJS({ maxAliasCount: 0 });
  const named =
    name !== undefined && typeof content === 'object' && content !== null ? { ...content, name } : content;
  return checkStudy(named, file, (at) => ({ file, ...placed(offsetOf(document, at)) }));
}

/** @throws InvalidInputError with one issue for each thing wrong */
export function checkStudy(
  content: unknown,
  source: string,
  placeOf: (path: readonly PropertyKey[]) => Partial<Issue> = () => ({}),
): NewStudy {
  const result = studyEndpoints.createStudy.body.safeParse(content);
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, 100).flatMap((issue): Issue[] => {
    if (issue.code !== 'unrecognized_keys')
      return [{ message: issue.message, path: pathText(issue.path), ...placeOf(issue.path) }];
    return issue.keys.map((key) => {
      const suggestion = nearest(key, fieldNames);
      const at = [...issue.path, key];
      return {
        message: 'there is no such field',
        path: pathText(at),
        ...placeOf(at),
        ...(suggestion === undefined ? {} : { suggestion }),
      };
    });
  });
  throw new InvalidInputError(`${source} is no study`, { issues });
}

const { spec } = studyEndpoints.createStudy.body.shape;
const fieldNames = [
  ...Object.keys(studyEndpoints.createStudy.body.shape),
  ...Object.keys(spec.shape),
  ...Object.keys(spec.shape.stop.unwrap().shape),
];

/** Where the node of a path begins, or the nearest one around it. */
function offsetOf(document: Document, at: readonly PropertyKey[]): number | undefined {
  for (let length = at.length; length >= 0; length -= 1) {
    const node = document.getIn(at.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function pathText(at: readonly PropertyKey[]): string {
  return at
    .map((key, index) =>
      typeof key === 'number' ? `[${String(key)}]` : `${index === 0 ? '' : '.'}${String(key)}`,
    )
    .join('');
}
