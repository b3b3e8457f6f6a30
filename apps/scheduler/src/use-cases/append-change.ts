import type { Change } from '@slipway/changes';
import { newId } from '@slipway/kernel';
import type { SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';

export type ChangeDraft = Pick<
  Change,
  'team' | 'subject' | 'operations' | 'requestedBy' | 'resource' | 'reason' | 'traceparent'
>;

export const newChangeId = ({ random }: SchedulerContext, now: Date): string => newId(now, random);

/** Appends a change of the scheduler to the change log, in the transaction of `work`. */
export async function appendChange(
  context: SchedulerContext,
  work: Work,
  id: string,
  draft: ChangeDraft,
): Promise<void> {
  await work.store.changes.append({
    ...draft,
    id,
    repository: context.repository,
    service: 'scheduler',
    preconditions: [],
  });
  work.afterCommit(() => {
    context.metrics.count('slipway_changes_accepted_total', { service: 'scheduler' });
  });
}
