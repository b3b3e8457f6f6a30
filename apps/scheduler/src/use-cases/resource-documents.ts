import type { ResourceRecord, ResourceRevision } from '@slipway/ports';
import { Cluster, Job, Study, Team, workerJob, type RunnableJob } from '@slipway/resources';

/** Stored documents as resources of today's schema: fields that came later get their defaults. */
export const teamOf = ({ document }: ResourceRecord): Team => Team.parse(document);
export const clusterOf = ({ document }: ResourceRecord): Cluster => Cluster.parse(document);
export const studyOf = ({ document }: ResourceRevision): Study => Study.parse(document);
/** What runs: a Job itself, or the workers of a Study. */
export const jobOf = (revision: ResourceRevision): RunnableJob =>
  revision.document.kind === 'Study' ? workerJob(studyOf(revision)) : Job.parse(revision.document);
