import { newModel, unshardedModels } from '@slipway/registry';
import type { WorkflowJob } from '@slipway/resources';
import type { JobResult } from '@slipway/workflows';
import type { RegistryContext } from '../context.ts';
import { changeModelIn } from '../models/change-model.ts';
import { checkVersion, numberIn, tagSource, versionChange } from '../models/check-version.ts';
import { reasonOf, resultOf, scopeOfWorkflow, type JobEnd, type JobScene } from './job-of-workflow.ts';
import { judgedMetricsTag } from './judged-metrics.ts';
import { loggedSource } from './logged-source.ts';

/** Makes the next version of a model from what a job has logged, and the model when there is none. */
export async function registerJob(
  context: RegistryContext,
  { record, transaction }: JobScene,
  { model: name, job, path, description = '' }: NonNullable<WorkflowJob['register']>,
): Promise<JobEnd> {
  const scope = scopeOfWorkflow(record);
  const { team } = scope;
  const { trackingRun: runId, metrics = {} } = resultOf(record, job);
  const source = await loggedSource(context, team, { job, runId, path });
  await trackReported(context, team, runId, metrics);
  const version = await checkVersion(context, team, {
    ...source,
    ...{ name, description, runLink: undefined },
    tags: [
      { key: 'slipway.repository', value: record.repository },
      { key: 'slipway.commit', value: record.event.commit },
      { key: 'slipway.workflowRun', value: String(record.id) },
      ...judgedMetricsTag(record),
    ],
  });
  const change = {
    ...versionChange(name, version),
    wanted: { next: true, siblings: unshardedModels },
    reason: reasonOf(record),
    blank: ({ siblings, now }: { readonly siblings: number; readonly now: number }) =>
      newModel({ team, name, description: undefined, tags: {} }, siblings, now),
  };
  const edit = await changeModelIn(context, transaction, scope, change, tagSource(version));
  return { state: 'succeeded', result: { version: { model: name, version: numberIn(edit) } } };
}

/**
 * What a job has reported and not tracked itself is tracked too: later versions are compared with the run of this one, and
 * its lineage shows it.
 */
async function trackReported(
  { trackingStore, clock }: Pick<RegistryContext, 'trackingStore' | 'clock'>,
  team: string,
  runId: string | undefined,
  reported: NonNullable<JobResult['metrics']>,
): Promise<void> {
  const run = runId === undefined ? undefined : await trackingStore.readRun(team, runId);
  if (!run) return;
  const tracked = new Set(run.metrics.map(({ key }) => key));
  const timestamp = clock.now().getTime();
  const metrics = Object.entries(reported)
    .filter(([key]) => !tracked.has(key))
    .map(([key, value]) => ({ key, value, timestamp, step: 0 }));
  if (metrics.length > 0) await trackingStore.log(team, run.id, { metrics, params: [], tags: [] });
}
