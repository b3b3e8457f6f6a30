import { layout, type FileOperation } from '@slipway/changes';
import type { ResourceRecord } from '@slipway/ports';
import type { SlipwayResource } from '@slipway/resources';
import type { SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';
import { newChangeId, type ChangeDraft } from './append-change.ts';
import { listAllResources } from './list-all-resources.ts';
import { teamOf } from './resource-documents.ts';

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

/**
 * Paths that decide how a change of a resource gets into git: those that it writes, and, of what runs a program, where its
 * runs may be written to later.
 */
export async function decidingPaths(
  work: Work,
  resource: SlipwayResource,
  operations: readonly FileOperation[],
): Promise<readonly string[]> {
  const written = operations.map(({ path }) => path);
  if (resource.kind !== 'Job' && resource.kind !== 'Study') return written;
  const { team, name } = resource.metadata;
  const placement = resource.kind === 'Job' ? resource.spec.placement : resource.spec.trials.placement;
  const clusters = placement?.clusters ?? (await clustersOf(work, team));
  return [...written, ...clusters.map((cluster) => `${layout.teamRuns(cluster, team)}/${name}.yaml`)];
}

async function clustersOf(work: Work, team: string): Promise<readonly string[]> {
  const record: ResourceRecord | undefined = await work.store.findResource({
    ...{ kind: 'Team', team: undefined, name: team },
  });
  const allowed = record && teamOf(record).spec.clusters;
  return allowed ?? (await listAllResources(work.store, 'Cluster')).map(({ name }) => name);
}
