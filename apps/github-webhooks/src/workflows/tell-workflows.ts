import { createHash } from 'node:crypto';
import { canonicalJson, SlipwayError } from '@slipway/kernel';
import type { CheckReport, GitHost, HostDeployment, WorkflowRunRecord } from '@slipway/ports';
import { checkOfJob, previewUrlOf, type WorkflowEvent, type WorkflowJobRun } from '@slipway/workflows';
import type { WorkflowJob } from '@slipway/resources';
import type { WorkflowDeps } from './workflow-deps.ts';

const defaultBatch = 100;
/** Repositories that are left to the next pass, at most: more than those are no matter of a single one. */
const mostAway = 1_000;

/**
 * Says on GitHub how far the jobs of workflows are: a check for each beside the commit, and a deployment for each preview, of
 * those alone of which there is something else to say than what was said last. A crash before it is noted says it again, which
 * has no second effect. What one repository does not take keeps no other from being told.
 */
export async function tellWorkflows(
  deps: Pick<WorkflowDeps, 'workflows' | 'hostOf' | 'logger'>,
  over: AbortSignal,
  batch = defaultBatch,
): Promise<void> {
  const away = new Set<string>();
  while (!over.aborted && away.size < mostAway) {
    const records = await deps.workflows.untold(batch, [...away]);
    if (records.length === 0) return;
    for (const record of records)
      if (!away.has(record.repository) && (await tellRun(deps, record)) === 'later')
        away.add(record.repository);
  }
}

/** What GitHub refuses now it refuses again; what it does not answer is said later. */
async function tellRun(
  { workflows, hostOf, logger }: Pick<WorkflowDeps, 'workflows' | 'hostOf' | 'logger'>,
  record: WorkflowRunRecord,
): Promise<'settled' | 'later'> {
  const { id, version, repository } = record;
  const told = new Map<string, string>();
  try {
    await tell(hostOf(repository), record, told);
  } catch (error) {
    logger.warn('GitHub could not be told of a workflow', { error, repository, workflowRun: id });
    if (!(error instanceof SlipwayError) || error.retryable) return 'later';
  }
  await workflows.noteTold(id, version, told);
  return 'settled';
}

/** @param told gets a digest for each job of which its host knows what there is to say */
async function tell(
  host: GitHost,
  { workflow, event, run }: WorkflowRunRecord,
  told: Map<string, string>,
): Promise<void> {
  for (const spec of workflow.spec.jobs) {
    const job = run.jobs.find(({ name }) => name === spec.name);
    if (!job) continue;
    const check = checkReportOf(workflow.metadata.name, event, run, spec, job);
    const deployment = previewOf(event, spec, job);
    const digest = createHash('sha256').update(canonicalJson({ check, deployment })).digest('base64url');
    if (digest !== job.told) {
      await host.reportCheck(check);
      if (deployment) await host.reportDeployment(deployment);
    }
    told.set(job.name, digest);
  }
}

function checkReportOf(...[workflow, event, run, spec, job]: Parameters<typeof checkOfJob>): CheckReport {
  const { actions, annotations, ...check } = checkOfJob(workflow, event, run, spec, job);
  return {
    ...{ ...check, commit: event.commit },
    annotations: annotations.map(({ column, title, ...remark }) => ({
      ...{ ...remark, title: title === '' ? check.name : title },
      ...(column === undefined ? {} : { column }),
    })),
    ...(actions.length > 0 ? { actions } : {}),
  };
}

/** What is said of a preview; undefined: it was never deployed, as one that was stopped before it began. */
function previewOf(event: WorkflowEvent, spec: WorkflowJob, job: WorkflowJobRun): HostDeployment | undefined {
  const state = previewStates[job.state];
  if (event.name !== 'pull_request' || !spec.preview) return undefined;
  if (state === undefined || job.startedAt === undefined) return undefined;
  const { commit, number } = event;
  const url = previewUrlOf(spec, event);
  return {
    ...{ commit, state, transient: true, url: undefined },
    environment: `preview-${String(number)}-${spec.name}`,
    description: (job.reason ?? `up for ${spec.preview.lifetime} at the most`).slice(0, 140),
    ...(url === undefined ? {} : { environmentUrl: url }),
  };
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
