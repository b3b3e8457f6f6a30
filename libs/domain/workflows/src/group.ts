import type { Workflow } from '@slipway/resources';
import { refOf, type WorkflowEvent } from './workflow-event.ts';
import type { WorkflowRunState } from './workflow-run.ts';

/** Name of the group that a run belongs to; of the runs of a group in a repository one is at work. */
export const groupOf = ({ metadata, spec }: Workflow, event: WorkflowEvent): string =>
  spec.concurrency.group ?? `${metadata.name} ${event.name === 'tag' ? 'tag ' : ''}${refOf(event)}`;

/** A run of a group as it is now. */
export interface GroupMember {
  readonly id: number;
  readonly state: WorkflowRunState;
  readonly cancelSuperseded: boolean;
  /** Whether all that is left of it is previews, which are up. */
  readonly isOnlyUp: boolean;
}

export const cancelsSuperseded = ({ spec }: Workflow, event: WorkflowEvent): boolean =>
  spec.concurrency.cancelSuperseded ?? event.name === 'pull_request';

/** What is to be done in a group: which runs are stopped, by which, and which one begins. */
export interface GroupDecision {
  readonly superseded: readonly { readonly id: number; readonly by: number }[];
  readonly admitted: number | undefined;
}

/**
 * One run of a group is at work. Of those that wait, the newest stays and the others are superseded; where it supersedes
 * what is at work too, that is stopped. One of which only previews are up holds up no others. One that waits for approval
 * neither waits its turn nor supersedes. What still ends of a run that was stopped is not waited for.
 * @param members those that have not ended
 */
export function decideGroup(members: readonly GroupMember[]): GroupDecision {
  const waiting = members
    .filter(({ state }) => state === 'queued')
    .toSorted((one, other) => one.id - other.id);
  const newest = waiting.at(-1);
  if (!newest) return { superseded: [], admitted: undefined };
  const atWork = members.filter(({ state }) => state === 'running');
  const stopped = newest.cancelSuperseded ? atWork.filter(({ id }) => id < newest.id) : [];
  return {
    superseded: [...waiting.slice(0, -1), ...stopped].map(({ id }) => ({ id, by: newest.id })),
    admitted: atWork.every((one) => one.isOnlyUp || stopped.includes(one)) ? newest.id : undefined,
  };
}
