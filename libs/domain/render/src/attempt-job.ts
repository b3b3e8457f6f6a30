import { InvalidInputError } from '@slipway/kernel';
import { manifestBounds, readDocuments } from '@slipway/resources';
import { manifestFile, type ManifestFile } from './manifest-file.ts';

/** What is read of the Job of an attempt that was committed; everything else of it stays as it is. */
export interface CommittedJob {
  readonly kind?: unknown;
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly completionMode?: unknown;
    readonly completions?: unknown;
    readonly parallelism?: unknown;
  };
}

/**
 * The manifest of an attempt with another Job, made from the one that was committed: rendered anew it could differ in what
 * can't be changed any more, as the template of a Job.
 * @throws InvalidInputError when it is not the manifest of an attempt
 */
export function editAttemptJob(
  { path, content }: ManifestFile,
  edit: (job: CommittedJob) => object,
): ManifestFile {
  const documents = readDocuments(path, content, manifestBounds).map(({ value }) => value as CommittedJob);
  const job = documents.at(-1);
  if (job?.kind !== 'Job') throw new InvalidInputError(`${path} does not end with the Job of an attempt`);
  return manifestFile(path, [...documents.slice(0, -1), edit(job)]);
}
