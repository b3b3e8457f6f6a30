import { InvalidInputError } from '@slipway/kernel';
import type { ResourceRecord } from '@slipway/ports';
import { renderAttempt } from '@slipway/render';
import { trialJob, type Study } from '@slipway/resources';
import type { SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';
import { placeJob } from './accept-run.ts';
import { clusterOf } from './resource-documents.ts';

/** Stands for a trial that nobody has suggested yet, and for the name and day of its run. */
const anyTrial = { id: 0, parameters: {} };
const anyRun = { suffix: '00000000', day: '2000-01-01' };

/**
 * Has the trials of a Study run as Jobs from now on: tuning hands them out, and they are begun in waves. What would keep
 * any of them from running is said now.
 * @throws ConflictError when no cluster can take one; InvalidInputError or TooLargeError when none can be rendered
 */
export async function letTrialsRun(
  context: SchedulerContext,
  work: Work,
  study: Study,
  { files }: Pick<ResourceRecord, 'files'>,
): Promise<void> {
  const { name, team } = study.metadata;
  const job = trialJob(study, anyTrial);
  const { cluster } = await placeJob(context, work, job);
  const record = await work.store.findResource({ kind: 'Cluster', team: undefined, name: cluster });
  if (!record) throw new InvalidInputError(`There is no cluster ${cluster}.`);
  renderAttempt({
    job,
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
    cluster: clusterOf(record),
    run: `${name}-${anyRun.suffix}`,
    epoch: 1,
    day: anyRun.day,
  });
  await work.store.startTrials(team, name, true);
}
