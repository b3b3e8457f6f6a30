import type { WorkflowGroup } from '@slipway/ports';
import { decideGroup, isOnlyUp } from '@slipway/workflows';
import { moveWorkflowRun } from './move-workflow-run.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

type AdmissionDeps = Pick<WorkflowDeps, 'workflows' | 'clock'>;

/**
 * Lets runs begin that waited for their turn in their group, and stops those that newer ones supersede. Each pass comes by
 * all groups in which that may be, a page of them at a time, so that none waits for others.
 */
export async function admitWorkflows(deps: AdmissionDeps, over: AbortSignal, page = 500): Promise<void> {
  let after: WorkflowGroup | undefined;
  do {
    const groups = await deps.workflows.waitingGroups({ after, limit: page });
    for (const group of groups) {
      if (over.aborted) return;
      await admitInGroup(deps, group);
    }
    after = groups.length === page ? groups.at(-1) : undefined;
  } while (after);
}

async function admitInGroup(
  { workflows, clock }: AdmissionDeps,
  { repository, group }: WorkflowGroup,
): Promise<void> {
  await workflows.transaction(async (statements) => {
    const members = await statements.lockGroup(repository, group);
    const byId = new Map(members.map((member) => [member.id, member]));
    const { superseded, admitted } = decideGroup(
      members.map(({ id, workflow, event, run, cancelSuperseded }) => ({
        ...{ id, cancelSuperseded, state: run.state },
        isOnlyUp: isOnlyUp({ workflow, event }, run),
      })),
    );
    const now = clock.now();
    for (const { id, by } of superseded) {
      const member = byId.get(id);
      const reason = `run ${String(by)} took its place`;
      if (member) await moveWorkflowRun(statements, member, [{ kind: 'cancelled', reason }], now);
    }
    const next = admitted === undefined ? undefined : byId.get(admitted);
    if (next) await moveWorkflowRun(statements, next, [{ kind: 'admitted' }], now);
  });
}
