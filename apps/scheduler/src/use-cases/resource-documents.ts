import type { ResourceRecord, ResourceRevision, RunTrial } from '@slipway/ports';
import { Cluster, Job, Study, Team, trialJob, workerJob, type RunnableJob } from '@slipway/resources';

/** Stored documents as resources of today's schema: fields that came later get their defaults. */
export const teamOf = ({ document }: ResourceRecord): Team => Team.parse(document);
/** One that was applied before programs had access lacks the role and the policy for it: it gets all of it when it is applied anew. */
export const clusterOf = ({ document }: ResourceRecord): Cluster =>
  Cluster.parse({ ...document, spec: { access: 'none', ...(document.spec as object) } });
export const studyOf = ({ document }: ResourceRevision): Study => Study.parse(document);
/** What runs: a Job itself, a trial of a Study, or its workers. */
export function jobOf(revision: ResourceRevision, trial?: RunTrial): RunnableJob {
  if (revision.document.kind !== 'Study') return Job.parse(revision.document);
  const study = studyOf(revision);
  return trial ? trialJob(study, { id: trial.number, parameters: trial.parameters }) : workerJob(study);
}
