import { SlipwayError } from '@slipway/kernel';
import type { GitHost, WorkflowRunRecord } from '@slipway/ports';
import { checkOfJob, previewUrlOf, type WorkflowEvent, type WorkflowJobRun } from '@slipway/workflows';
import type { WorkflowJob } from '@slipway/resources';
import type { WorkflowDeps } from './workflow-deps.ts';

const batch = 100;

/**
 * Says on GitHub how far the jobs of workflows are: a check for each beside the commit, and a deployment for each preview. What
 * was said already has no second effect, so that a crash before it is noted does no harm.
 */
export async function tellWorkflows({ workflows, hostOf, logger }: WorkflowDeps): Promise<void> {
  for (const record of await workflows.untold(batch))
    try {
      await tell(hostOf(record.repository), record);
      await workflows.noteTold(record.id, record.version);
    } catch (error) {
      const { repository, id } = record;
      logger.warn('GitHub could not be told of a workflow', { error, repository, workflowRun: id });
      // What GitHub refuses now it refuses again: that of one repository must not keep others from being told.
      if (error instanceof SlipwayError && !error.retryable)
        await workflows.noteTold(record.id, record.version);
    }
}

async function tell(host: GitHost, { workflow, event, run }: WorkflowRunRecord): Promise<void> {
  const { commit } = event;
  for (const spec of workflow.spec.jobs) {
    const job = run.jobs.find(({ name }) => name === spec.name);
    if (!job) continue;
    const { actions, annotations, ...check } = checkOfJob(workflow.metadata.name, event, run, spec, job);
    await host.reportCheck({
      ...{ ...check, commit },
      annotations: annotations.map(({ column, title, ...remark }) => ({
        ...{ ...remark, title: title === '' ? check.name : title },
        ...(column === undefined ? {} : { column }),
      })),
      ...(actions.length > 0 ? { actions } : {}),
    });
    if (event.name === 'pull_request') await tellPreview(host, event, spec, job);
  }
}

async function tellPreview(
  host: GitHost,
  event: Extract<WorkflowEvent, { name: 'pull_request' }>,
  spec: WorkflowJob,
  job: WorkflowJobRun,
): Promise<void> {
  const state = previewStates[job.state];
  // One that was stopped before it began was never deployed.
  if (!spec.preview || state === undefined || job.startedAt === undefined) return;
  const { commit, number } = event;
  const url = previewUrlOf(spec, event);
  await host.reportDeployment({
    ...{
      commit,
      state,
      environment: `preview-${String(number)}-${spec.name}`,
      transient: true,
      url: undefined,
    },
    description: (job.reason ?? `up for ${spec.preview.lifetime} at the most`).slice(0, 140),
    ...(url === undefined ? {} : { environmentUrl: url }),
  });
}

const previewStates = {
  waiting: undefined,
  ready: undefined,
  skipped: undefined,
  running: 'success',
  stopping: 'inactive',
  succeeded: 'inactive',
  cancelled: 'inactive',
  failed: 'failure',
} as const satisfies Record<WorkflowJobRun['state'], 'success' | 'inactive' | 'failure' | undefined>;
