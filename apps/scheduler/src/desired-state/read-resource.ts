import { sourceFolder, type ResourcePlace } from '@slipway/changes';
import { limits } from '@slipway/contracts';
import { InvalidInputError, TooLargeError } from '@slipway/kernel';
import type { EnvironmentHistory, ObjectId } from '@slipway/ports';
import { parseResources, sourceFilesOf } from '@slipway/resources';
import { givenResources, type GivenResource } from '../use-cases/given-resources.ts';

/**
 * A resource as it lies in the tree of a commit, with the source files that it names; undefined when it is not there.
 * @throws InvalidInputError when it can not be what it should be, TooLargeError
 */
export async function readResource(
  history: EnvironmentHistory,
  commit: ObjectId,
  place: ResourcePlace,
): Promise<GivenResource | undefined> {
  const blob = await history.blobAt(commit, place.file);
  if (blob === undefined) return undefined;
  const text = await history.read(blob);
  const folder = sourceFolder(place);
  const files: { document: string; path: string; content: string }[] = [];
  let bytes = Buffer.byteLength(text);
  for (const path of namedFiles(place.file, text)) {
    const found = folder === undefined ? undefined : await history.blobAt(commit, `${folder}${path}`);
    if (found === undefined) continue;
    const content = await history.read(found);
    bytes += Buffer.byteLength(content);
    if (bytes > limits.applyBytes)
      throw new TooLargeError(
        `${place.file} and its files are larger than ${String(limits.applyBytes)} bytes, as much as may be applied`,
      );
    files.push({ document: place.file, path, content });
  }
  const [given, ...more] = givenResources({ documents: [{ file: place.file, text }], files });
  if (!given || more.length > 0)
    throw new InvalidInputError(
      `${place.file} holds ${String(more.length + 1)} resources: it should hold one`,
    );
  const { kind, team, name } = given.key;
  if (kind !== place.kind || team !== place.team || name !== place.name)
    throw new InvalidInputError(`${place.file} holds ${given.id}, whose place is another`);
  return given;
}

/** What the resource names, as far as it can be read; what is wrong with it is told by who reads it whole. */
function namedFiles(file: string, text: string): readonly string[] {
  try {
    return parseResources(file, text).flatMap((resource) => sourceFilesOf(resource).files);
  } catch {
    return [];
  }
}
