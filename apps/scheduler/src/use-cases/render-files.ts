import { layout } from '@slipway/changes';
import { InvalidInputError } from '@slipway/kernel';
import type { AttemptRecord, RunRecord } from '@slipway/ports';
import { attemptName, renderAttempt } from '@slipway/render';
import type { Work } from '../unit-of-work.ts';
import { clusterOf, jobOf } from './resource-documents.ts';

/** Path of the manifest of an attempt that is made now. */
export const attemptPath = (work: Work, run: RunRecord, epoch: number): string =>
  layout.attempt(run.run.cluster, run.team, dayOf(work.now), attemptName(run.name, epoch));

/**
 * The manifest of an attempt, from the generation of the Job that the run was started with.
 * @throws InvalidInputError or TooLargeError when it can't be rendered.
 */
export async function renderAttemptManifest(
  work: Work,
  run: RunRecord,
  attempt: AttemptRecord,
): Promise<string> {
  const revision = await work.store.findRevision(run.revision);
  const cluster = await work.store.findResource({ kind: 'Cluster', team: undefined, name: attempt.cluster });
  if (!revision || !cluster) {
    throw new InvalidInputError(
      `There is no cluster ${attempt.cluster}, or the Job of ${run.name} is not on record.`,
      {
        details: { run: run.name, cluster: attempt.cluster },
      },
    );
  }
  return renderAttempt({
    job: jobOf(revision, run.trial),
    files: Object.entries(revision.files).map(([path, content]) => ({ path, content })),
    cluster: clusterOf(cluster),
    run: run.name,
    epoch: attempt.epoch,
    day: dayOf(attempt.createdAt),
  }).content;
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
