import type { FileOperation } from '@slipway/changes';
import { InvalidInputError } from '@slipway/kernel';
import type { AttemptRecord } from '@slipway/ports';
import { withdrawAttempt } from '@slipway/render';
import type { Work } from '../unit-of-work.ts';

/**
 * What withdraws an attempt, made from its manifest as it was committed: rendered anew it could differ in what cannot be
 * changed any more.
 * @throws InvalidInputError when the change that committed it is not on record
 */
export async function withdrawalOf(
  work: Work,
  { name, path, change }: AttemptRecord,
): Promise<FileOperation> {
  const found = await work.store.changes.find(change);
  const written = found?.change.operations.find((operation) => operation.path === path);
  if (written?.op !== 'write')
    throw new InvalidInputError(
      `The change ${change}, which wrote the manifest of ${name}, is not on record.`,
    );
  return { op: 'write', ...withdrawAttempt(written) };
}
