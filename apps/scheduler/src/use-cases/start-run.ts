import { ConflictError, NotFoundError } from '@slipway/kernel';
import type { ResourceRecord } from '@slipway/ports';
import type { SchedulerContext } from '../context.ts';
import { inTransaction, type Work } from '../unit-of-work.ts';
import { acceptRun, type RunRequest } from './accept-run.ts';
import { programKinds } from './program-kind.ts';
import { studyOf } from './resource-documents.ts';

/**
 * Runs a Job again as it stands, or starts the workers of a Study. Returns the name of the run.
 * @throws NotFoundError, or ConflictError when its last change was rejected or no cluster can take it.
 */
export async function startRun(
  context: SchedulerContext,
  team: string,
  name: string,
  request: RunRequest,
): Promise<string> {
  return inTransaction(context, async (work) => {
    await work.store.lockResources(programKinds.map((kind) => ({ kind, team, name })));
    const resource = await findProgram(work, team, name);
    if (!resource)
      throw new NotFoundError(`There is no Job ${name} in team ${team}.`, { details: { team, job: name } });
    if (resource.rejection !== undefined) {
      throw new ConflictError(
        `The last change of ${resource.kind} ${name} was rejected: ${resource.rejection}. Apply it again.`,
        {
          details: { team, job: name, change: resource.change },
        },
      );
    }
    if (resource.kind === 'Study' && studyOf(resource).spec.trials.mode === 'jobs')
      throw new ConflictError(
        `The trials of Study ${name} are runs of their own, and begin by themselves when it was applied: slipway apply starts it.`,
        { details: { team, study: name } },
      );
    if (resource.kind === 'Study' && (await work.store.hasUnendedRun(team, name)))
      throw new ConflictError(`The workers of Study ${name} are at work already.`, {
        details: { team, study: name },
      });
    return (await acceptRun(context, work, resource, request)).name;
  });
}

async function findProgram(work: Work, team: string, name: string): Promise<ResourceRecord | undefined> {
  for (const kind of programKinds) {
    const found = await work.store.findResource({ kind, team, name });
    if (found) return found;
  }
  return undefined;
}
