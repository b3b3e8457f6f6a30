import { layout } from '@slipway/changes';
import { ConflictError, NotFoundError } from '@slipway/kernel';
import type { SchedulerContext } from '../context.ts';
import { inTransaction } from '../unit-of-work.ts';
import { appendChange, newChangeId } from './append-change.ts';

/**
 * Removes a Job and its source files from desired state; its runs stay on record.
 * @throws NotFoundError, or ConflictError while it has a run that has not ended.
 */
export async function deleteJob(
  context: SchedulerContext,
  team: string,
  name: string,
  by: { readonly requestedBy: string; readonly traceparent: string },
): Promise<{ readonly change: string; readonly paths: string[] }> {
  return inTransaction(context, async (work) => {
    const key = { kind: 'Job', team, name };
    await work.store.lockResources([key]);
    const resource = await work.store.findResource(key);
    if (!resource)
      throw new NotFoundError(`There is no Job ${name} in team ${team}.`, { details: { team, job: name } });
    if (await work.store.hasUnendedRun(team, name)) {
      throw new ConflictError(`Job ${name} has a run that has not ended: cancel it first.`, {
        details: { team, job: name },
      });
    }
    const folder = layout.jobFiles(team, name);
    const paths = [layout.job(team, name), ...Object.keys(resource.files).map((path) => `${folder}/${path}`)];
    const change = newChangeId(context, work.now);
    await work.store.deleteResource(key);
    await appendChange(context, work, change, {
      ...by,
      team,
      subject: `Delete Job/${team}/${name}`.slice(0, 120),
      operations: paths.map((path) => ({ op: 'delete', path })),
      resource: `Job/${team}/${name}`,
      reason: `deleted by ${by.requestedBy}`,
    });
    return { change, paths };
  });
}
