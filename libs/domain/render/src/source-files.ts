import { InvalidInputError, TooLargeError } from '@slipway/kernel';
import type { Job } from '@slipway/resources';
import type { SourceFile } from './attempt-manifest.ts';

/** Kubernetes keeps at most 1 MiB in a ConfigMap, and a file of the environment repository holds it with the Job. */
const mostBytes = 786_432;

/** A source file with its key in the ConfigMap. */
export interface PackedFile extends SourceFile {
  readonly key: string;
}

/**
 * The files that a Job names, in the order of their paths.
 * @throws InvalidInputError when one is missing, is not named by the Job, is no text, or two would have the same key, as
 * `a/b` and `a__b` do; TooLargeError beyond 768 KiB.
 */
export function packFiles({ metadata, spec }: Job, given: readonly SourceFile[]): readonly PackedFile[] {
  const named = spec.source && 'files' in spec.source ? spec.source.files : [];
  const refuse = (path: string, problem: string): never => {
    const index = named.indexOf(path);
    const place = index === -1 ? 'spec.source.files' : `spec.source.files[${String(index)}]`;
    throw new InvalidInputError(`source file ${path} of Job ${metadata.name}: ${problem}`, {
      issues: [{ path: place, message: `${path}: ${problem}` }],
    });
  };
  const contents = new Map(given.map((file) => [file.path, file.content]));
  for (const path of contents.keys())
    if (!named.includes(path)) refuse(path, 'spec.source.files does not name it');
  const packed = new Map<string, PackedFile>();
  let bytes = 0;
  for (const path of [...named].sort()) {
    const content = contents.get(path) ?? refuse(path, 'there is no such file beside the Job');
    if (content.includes('\0') || !content.isWellFormed()) refuse(path, 'it is no text file');
    const key = path.replaceAll('/', '__');
    if (packed.has(key)) refuse(path, `it can't go together with ${packed.get(key)?.path ?? ''}; rename one`);
    packed.set(key, { key, path, content });
    bytes += Buffer.byteLength(content);
  }
  if (bytes > mostBytes) {
    throw new TooLargeError(
      `the source files of Job ${metadata.name} have ${String(bytes)} bytes, more than ${String(mostBytes)}: use spec.source.git`,
    );
  }
  return [...packed.values()];
}
