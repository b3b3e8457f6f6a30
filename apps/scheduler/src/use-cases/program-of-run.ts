import { ConflictError } from '@slipway/kernel';
import type { RunRecord } from '@slipway/ports';
import type { RunnableJob, Team } from '@slipway/resources';
import type { Work } from '../unit-of-work.ts';
import { jobOf, teamOf } from './resource-documents.ts';

/** The Job of a run as it was when the run began, and its team as it is now. @throws ConflictError when one is gone */
export async function programOf(
  work: Work,
  { team, name, revision, trial }: RunRecord,
): Promise<{ readonly job: RunnableJob; readonly team: Team }> {
  const job = await work.store.findRevision(revision);
  const owner = await work.store.findResource({ kind: 'Team', team: undefined, name: team });
  if (!job || !owner)
    throw new ConflictError(`The Job of the run ${name}, or its team ${team}, is not on record any more.`, {
      details: { team, run: name },
    });
  return { job: jobOf(job, trial), team: teamOf(owner) };
}
