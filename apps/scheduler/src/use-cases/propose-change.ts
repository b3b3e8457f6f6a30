import { layout, type FileOperation } from '@slipway/changes';
import { mostHourly } from '@slipway/placement';
import {
  jobThatRuns,
  runsAtATime,
  wayOfChange,
  type Environment,
  type Reach,
  type SlipwayResource,
  type WayOfChange,
} from '@slipway/resources';
import type { SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';
import { newChangeId, type ChangeDraft } from './append-change.ts';
import { listAllResources } from './list-all-resources.ts';
import { clusterOf, teamOf } from './resource-documents.ts';

export interface ProposalDraft extends ChangeDraft {
  readonly autoMerge: boolean;
  /** Markdown. */
  readonly evidence?: string;
}

/** Proposes a change of the scheduler, in the transaction of `work`. @returns the id of the proposal */
export async function proposeChange(
  context: SchedulerContext,
  work: Work,
  { evidence = '', ...draft }: ProposalDraft,
): Promise<string> {
  const id = await work.store.proposals.propose({
    ...{ ...draft, id: newChangeId(context, work.now), evidence },
    repository: context.repository,
    service: 'scheduler',
    key: draft.resource,
  });
  work.afterCommit(() => {
    context.metrics.count('slipway_proposals_accepted_total', { service: 'scheduler' });
  });
  return id;
}

/** How a change of a resource gets into git. */
export async function wayOf(
  work: Work,
  settings: Environment | undefined,
  resource: SlipwayResource,
  operations: readonly FileOperation[],
): Promise<WayOfChange> {
  const isRuled = settings !== undefined && settings.spec.changes.length > 0;
  return wayOfChange(settings, isRuled ? await reachOf(work, resource, operations) : { paths: [] });
}

/** The paths that it writes, and, of what runs a program, where its runs may be written to later and what they may cost. */
async function reachOf(
  { store }: Work,
  resource: SlipwayResource,
  operations: readonly FileOperation[],
): Promise<Reach> {
  const written = operations.map(({ path }) => path);
  const job = jobThatRuns(resource);
  if (!job) return { paths: written };
  const { team, name } = job.metadata;
  const record = await store.findResource({ kind: 'Team', team: undefined, name: team });
  const owner = record && teamOf(record);
  const clusters = (await listAllResources(store, 'Cluster')).map(clusterOf);
  const places =
    job.spec.placement?.clusters ?? owner?.spec.clusters ?? clusters.map(({ metadata }) => metadata.name);
  return {
    paths: [...written, ...places.map((cluster) => `${layout.teamRuns(cluster, team)}/${name}.yaml`)],
    hourly: owner && runsAtATime(resource) * (mostHourly(job, owner, clusters) ?? 0),
  };
}
