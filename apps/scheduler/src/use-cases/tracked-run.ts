import type { TrackedRun } from '@slipway/contracts';
import type { AttemptRecord, RunDetails, TrackedRunDetails } from '@slipway/ports';
import type { SchedulerContext } from '../context.ts';
import type { Tracking } from '../tracking.ts';
import { trackingRunId } from './tracking-run-id.ts';

/** The newest attempt may not have begun, and the one before it may have ended before it began. */
const lookedAt = 3;

/** What the model registry knows of the newest attempt of a run that it tracks; undefined when of none of the last ones. */
export async function trackedRun(
  { tracking }: SchedulerContext,
  { team, attempts }: RunDetails,
): Promise<TrackedRun | undefined> {
  if (!tracking) return undefined;
  for (const attempt of attempts.slice(-lookedAt).reverse()) {
    const found = await tracking.store.readRun(team, trackingRunId(attempt));
    if (found) return viewOf(tracking, team, attempt, found);
  }
  return undefined;
}

function viewOf(
  { url }: Tracking,
  team: string,
  attempt: AttemptRecord,
  found: TrackedRunDetails,
): TrackedRun {
  return {
    attempt: attempt.name,
    experimentId: found.experimentId,
    runId: found.id,
    status: found.status,
    link: `${url?.replace(/\/+$/, '') ?? ''}/teams/${team}/api/2.0/mlflow/runs/get?run_id=${found.id}`,
    params: found.params.map(({ key, value }) => ({ name: key, value })),
    metrics: found.metrics.map(({ key, value, step }) => ({
      name: key,
      value: Number.isFinite(value) ? value : String(value),
      step,
    })),
  };
}
