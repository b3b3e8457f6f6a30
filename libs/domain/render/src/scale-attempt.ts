import { editAttemptJob } from './attempt-job.ts';
import type { ManifestFile } from './manifest-file.ts';

/**
 * The manifest of an attempt with another number of replicas, from the one that was committed; nothing else changes.
 * Kubernetes lets `completions` and `parallelism` of a live Job be changed together, when it is indexed: it ends the pods
 * with the highest numbers, or makes more. One that is not indexed stays as it is.
 * @throws InvalidInputError when it is not the manifest of an attempt
 */
export const scaleAttempt = (committed: ManifestFile, replicas: number): ManifestFile =>
  editAttemptJob(committed, (job) =>
    job.spec?.completionMode === 'Indexed'
      ? { ...job, spec: { ...job.spec, completions: replicas, parallelism: replicas } }
      : job,
  );
