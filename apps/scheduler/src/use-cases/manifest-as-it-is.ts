import { InvalidInputError } from '@slipway/kernel';
import type { AttemptRecord, RunRecord } from '@slipway/ports';
import { scaleAttempt, type ManifestFile } from '@slipway/render';
import type { Work } from '../unit-of-work.ts';
import { jobOf } from './resource-documents.ts';

/**
 * The manifest of an attempt as it is in git: as it was committed, with as many replicas as its run has by now.
 * @throws InvalidInputError when the change that committed it is not on record
 */
export async function manifestAsItIs(
  work: Work,
  run: RunRecord,
  { name, path, change }: AttemptRecord,
): Promise<ManifestFile> {
  const found = await work.store.changes.find(change);
  const written = found?.change.operations.find((operation) => operation.path === path);
  const revision = await work.store.findRevision(run.revision);
  if (written?.op !== 'write' || !revision)
    throw new InvalidInputError(
      `The change ${change}, which wrote the manifest of ${name}, is not on record.`,
    );
  return scaleAttempt(written, jobOf(revision, run.trial).spec.replicas);
}
