import { canonicalJson } from '@slipway/kernel';
import type { ResourceRecord } from '@slipway/ports';
import { workerJob, type Study } from '@slipway/resources';
import { isFinalRun } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';
import { advanceRuns } from './advance-runs.ts';
import { jobOf } from './resource-documents.ts';

/** Runs of a Study that may not have ended: there is one, and those that it replaced. */
const newest = 20;

/**
 * Whether a changed Study needs new workers: when what they run or how many they are is different, then those at work are
 * stopped, or when none is at work.
 */
export async function replaceWorkers(
  context: SchedulerContext,
  work: Work,
  study: Study,
  record: ResourceRecord,
  previous: ResourceRecord | undefined,
): Promise<boolean> {
  const { team, name } = study.metadata;
  if (!(await work.store.hasUnendedRun(team, name))) return true;
  const isSame =
    previous !== undefined &&
    canonicalJson(jobOf(previous).spec) === canonicalJson(workerJob(study).spec) &&
    canonicalJson(previous.files) === canonicalJson(record.files);
  if (isSame) return false;
  await stopWorkers(context, work, study, `replaced by generation ${String(record.generation)}`);
  return true;
}

/** Their trials go back to the study as they stop. */
export async function stopWorkers(
  context: SchedulerContext,
  work: Work,
  { metadata: { team, name } }: Study,
  reason: string,
): Promise<void> {
  const runs = await work.store.listRuns(team, { job: name }, { after: undefined, limit: newest });
  const active = await work.store.lockRuns(
    runs.filter(({ run }) => !isFinalRun(run.state)).map(({ id }) => id),
  );
  await advanceRuns(context, work, active, () => [
    { input: { type: 'cancel-requested', reason }, at: work.now },
  ]);
}
