import type { RunDetails } from '@slipway/ports';
import type { WorkflowJob } from '@slipway/resources';
import { RunState } from '@slipway/runs';
import type { JobResult, WorkflowInput } from '@slipway/workflows';
import type { SchedulerContext } from '../context.ts';
import { trackingRunId } from '../use-cases/tracking-run-id.ts';
import { scanLog } from './scan-log.ts';

const mostMetrics = 200;
/** Name of the artifact whose Markdown is shown beside the commit, and bytes of it. */
const summaryArtifact = 'summary';
const mostSummary = 16_384;

/** What the end of a run means for the job of a workflow that it executes. */
export async function jobEnded(
  context: SchedulerContext,
  spec: WorkflowJob,
  details: RunDetails,
): Promise<WorkflowInput> {
  const { run, attempts } = details;
  const attempt = attempts.at(-1);
  const log = attempt && (await scanLog(context.store.logs, attempt.name, spec.build?.image));
  const succeeded = run.state === RunState.Succeeded;
  const result: JobResult = {
    cluster: attempt?.cluster,
    trackingRun: attempt && (await trackedIn(context, details.team, trackingRunId(attempt))),
    metrics: Object.fromEntries(
      details.metrics.slice(0, mostMetrics).map(({ name, value }) => [name, value]),
    ),
    image: log?.image,
    remarks: log?.remarks,
    logTail: succeeded ? undefined : log?.tail,
    summary: await summaryOf(context, details),
  };
  const common = { kind: 'job-ended', job: spec.name, result } as const;
  const at = (details.endedAt ?? context.clock.now()).toISOString();
  if (succeeded && spec.build && result.image === undefined)
    return { ...common, at, state: 'failed', reason: 'the log of the build names no digest of the image' };
  if (succeeded) return { ...common, at, state: 'succeeded' };
  const state = run.state === RunState.Cancelled ? 'cancelled' : 'failed';
  return { ...common, at, state, reason: run.reason ?? `the run ${details.name} ${run.state}` };
}

async function trackedIn(
  { tracking }: SchedulerContext,
  team: string,
  id: string,
): Promise<string | undefined> {
  return (await tracking?.store.findRun(team, id)) ? id : undefined;
}

/** Undefined when there is none, or when it can not be read: it decides nothing. */
async function summaryOf(
  { artifacts, logger }: SchedulerContext,
  details: RunDetails,
): Promise<string | undefined> {
  const artifact = details.artifacts.findLast(({ name }) => name === summaryArtifact);
  if (!artifact || artifact.bytes === 0) return undefined;
  try {
    const last = Math.min(artifact.bytes, mostSummary) - 1;
    const { content } = await artifacts.get(artifact.key, { first: 0, last });
    const text = Buffer.concat(await content.toArray()).toString('utf8');
    return text.replaceAll('\0', '');
  } catch (error) {
    logger.warn('the summary of a run can not be read', { run: details.name, error });
    return undefined;
  }
}
