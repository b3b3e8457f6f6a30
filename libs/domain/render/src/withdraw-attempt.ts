import { InvalidInputError } from '@slipway/kernel';
import { manifestBounds, readDocuments } from '@slipway/resources';
import { annotations } from './attempt-manifest.ts';
import { manifestFile, type ManifestFile } from './manifest-file.ts';

/** What is read of the Job here; everything else of it stays as it is. */
interface Withdrawable {
  readonly kind?: unknown;
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: object;
}

/**
 * The manifest of an attempt that is withdrawn, from the one that was committed: its Job is suspended, which keeps one that
 * is not there yet from ever starting a pod and ends the pods of one that runs. Nothing else may change, for the template of
 * a Job is immutable.
 * @throws InvalidInputError when it is not the manifest of an attempt
 */
export function withdrawAttempt({ path, content }: ManifestFile): ManifestFile {
  const documents = readDocuments(path, content, manifestBounds).map(({ value }) => value as Withdrawable);
  const job = documents.at(-1);
  if (job?.kind !== 'Job') throw new InvalidInputError(`${path} does not end with the Job of an attempt`);
  const { metadata, spec } = job;
  return manifestFile(path, [
    ...documents.slice(0, -1),
    {
      ...job,
      metadata: { ...metadata, annotations: { ...metadata?.annotations, [annotations.withdrawn]: 'true' } },
      spec: { ...spec, suspend: true },
    },
  ]);
}
