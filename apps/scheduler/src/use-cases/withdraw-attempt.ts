import type { FileOperation } from '@slipway/changes';
import type { AttemptRecord, RunRecord } from '@slipway/ports';
import { withdrawAttempt } from '@slipway/render';
import type { Work } from '../unit-of-work.ts';
import { manifestAsItIs } from './manifest-as-it-is.ts';

/**
 * What withdraws an attempt, made from its manifest as it is in git: rendered anew it could differ in what cannot be
 * changed any more.
 * @throws InvalidInputError when the change that committed it is not on record
 */
export async function withdrawalOf(
  work: Work,
  run: RunRecord,
  attempt: AttemptRecord,
): Promise<FileOperation> {
  return { op: 'write', ...withdrawAttempt(await manifestAsItIs(work, run, attempt)) };
}
