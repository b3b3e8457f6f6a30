import { ConflictError, NotFoundError } from '@slipway/kernel';
import type { SchedulerContext } from '../context.ts';
import { inTransaction } from '../unit-of-work.ts';
import { newRun, type RunRequest } from './new-run.ts';

/**
 * Runs a Job again as it stands. Returns the name of the run.
 * @throws NotFoundError, or ConflictError when its last change was rejected or no cluster can take it.
 */
export async function startRun(
  context: SchedulerContext,
  team: string,
  name: string,
  request: RunRequest,
): Promise<string> {
  return inTransaction(context, async (work) => {
    const key = { kind: 'Job', team, name };
    await work.store.lockResources([key]);
    const resource = await work.store.findResource(key);
    if (!resource)
      throw new NotFoundError(`There is no Job ${name} in team ${team}.`, { details: { team, job: name } });
    if (resource.rejection !== undefined) {
      throw new ConflictError(
        `The last change of Job ${name} was rejected: ${resource.rejection}. Apply it again.`,
        {
          details: { team, job: name, change: resource.change },
        },
      );
    }
    return (await newRun(context, work, resource, request)).name;
  });
}
