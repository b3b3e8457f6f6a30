import type { ResourceRecord, ResourceRevision } from '@slipway/ports';
import { Cluster, Job, Team } from '@slipway/resources';

/** Stored documents as resources of today's schema: fields that came later get their defaults. */
export const teamOf = ({ document }: ResourceRecord): Team => Team.parse(document);
export const clusterOf = ({ document }: ResourceRecord): Cluster => Cluster.parse(document);
export const jobOf = ({ document }: ResourceRevision): Job => Job.parse(document);
