import { decideGroup, isOnlyUp } from '@slipway/workflows';
import { moveWorkflowRun } from './move-workflow-run.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

const mostGroups = 1_000;

/** Lets runs begin that waited for their turn in their group, and stops those that newer ones supersede. */
export async function admitWorkflows({
  workflows,
  clock,
}: Pick<WorkflowDeps, 'workflows' | 'clock'>): Promise<void> {
  for (const { repository, group } of await workflows.waitingGroups(mostGroups))
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
