import { editAttemptJob } from './attempt-job.ts';
import { annotations } from './attempt-manifest.ts';
import type { ManifestFile } from './manifest-file.ts';

/**
 * The manifest of an attempt that is withdrawn, from the one that was committed: its Job is suspended, which keeps one that
 * is not there yet from ever starting a pod and ends the pods of one that runs. Nothing else changes.
 * @throws InvalidInputError when it is not the manifest of an attempt
 */
export const withdrawAttempt = (committed: ManifestFile): ManifestFile =>
  editAttemptJob(committed, ({ metadata, spec, ...job }) => ({
    ...job,
    metadata: { ...metadata, annotations: { ...metadata?.annotations, [annotations.withdrawn]: 'true' } },
    spec: { ...spec, suspend: true },
  }));
