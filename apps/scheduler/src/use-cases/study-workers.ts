import { canonicalJson } from '@slipway/kernel';
import type { ResourceRecord, ResourceRevision, RunRecord } from '@slipway/ports';
import type { Study } from '@slipway/resources';
import { isFinalRun, RunState } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';
import { advanceRuns, type Carrier } from './advance-runs.ts';
import { jobOf } from './resource-documents.ts';
import { scaleWorkers } from './scale-workers.ts';

/** Runs of a Study that may not have ended: there is one, and those that it replaced. */
const newest = 20;

/**
 * Whether a changed Study needs new workers: when none is at work, or when what they run is different; then those at work
 * are stopped. Only another number of them is given to those at work, in the change of the carrier.
 */
export async function replaceWorkers(
  context: SchedulerContext,
  work: Work,
  study: Study,
  record: ResourceRecord,
  carrier: Carrier,
): Promise<boolean> {
  const atWork = (await workersOf(work, study)).find(({ run }) => run.state !== RunState.Cancelling);
  if (!atWork) return true;
  const before = await work.store.findRevision(atWork.revision);
  if (before && programOf(before) === programOf(record)) {
    if (jobOf(before).spec.replicas === jobOf(record).spec.replicas) return false;
    if (await scaleWorkers(context, work, atWork, record, carrier)) return false;
  }
  await stopWorkers(context, work, study, `replaced by generation ${String(record.generation)}`);
  return true;
}

/** What workers run, however many they are. */
const programOf = (revision: ResourceRevision): string =>
  canonicalJson([{ ...jobOf(revision).spec, replicas: 0 }, revision.files]);

/** Their trials go back to the study as they stop. */
export async function stopWorkers(
  context: SchedulerContext,
  work: Work,
  study: Study,
  reason: string,
): Promise<void> {
  await advanceRuns(context, work, await workersOf(work, study), () => [
    { input: { type: 'cancel-requested', reason }, at: work.now },
  ]);
}

/** Runs of a Study that have not ended, locked; the newest first. */
async function workersOf(work: Work, { metadata: { team, name } }: Study): Promise<readonly RunRecord[]> {
  const runs = await work.store.listRuns(team, { job: name }, { after: undefined, limit: newest });
  const locked = await work.store.lockRuns(
    runs.filter(({ run }) => !isFinalRun(run.state)).map(({ id }) => id),
  );
  return locked.filter(({ run }) => !isFinalRun(run.state)).toReversed();
}
