import { programLayout } from '@slipway/changes';
import { ConflictError, NotFoundError } from '@slipway/kernel';
import { wayOfChange } from '@slipway/resources';
import type { SchedulerContext } from '../context.ts';
import { inTransaction } from '../unit-of-work.ts';
import { appendChange, newChangeId, type ChangeDraft } from './append-change.ts';
import type { ProgramKind } from './program-kind.ts';
import { proposeChange } from './propose-change.ts';

/**
 * Removes a Job or Study and its source files from desired state; its runs stay on record. Where `slipway.yaml` wants a pull
 * request of it, the removal is proposed.
 * @throws NotFoundError, or ConflictError while it has a run that has not ended.
 */
export async function deleteProgram(
  context: SchedulerContext,
  kind: ProgramKind,
  team: string,
  name: string,
  by: { readonly requestedBy: string; readonly traceparent: string },
): Promise<{ readonly change?: string; readonly proposal?: string; readonly paths: string[] }> {
  const settings = await context.settings();
  return inTransaction(context, async (work) => {
    const key = { kind, team, name };
    await work.store.lockResources([key]);
    const resource = await work.store.findResource(key);
    if (!resource)
      throw new NotFoundError(`There is no ${kind} ${name} in team ${team}.`, { details: { team, name } });
    if (await work.store.hasUnendedRun(team, name)) {
      throw new ConflictError(`${kind} ${name} has a run that has not ended: cancel it first.`, {
        details: { team, name },
      });
    }
    const { file, folder } = programLayout(kind, team, name);
    const paths = [file, ...Object.keys(resource.files).map((path) => `${folder}/${path}`)];
    const draft: ChangeDraft = {
      ...by,
      team,
      subject: `Delete ${kind}/${team}/${name}`.slice(0, 120),
      operations: paths.map((path) => ({ op: 'delete', path })),
      resource: `${kind}/${team}/${name}`,
      reason: `deleted by ${by.requestedBy}`,
    };
    const way = wayOfChange(settings, { paths });
    if (way.by === 'pull-request')
      return { proposal: await proposeChange(context, work, { ...draft, autoMerge: way.autoMerge }), paths };
    const change = newChangeId(context, work.now);
    await work.store.deleteResource(key);
    await appendChange(context, work, change, draft);
    return { change, paths };
  });
}
