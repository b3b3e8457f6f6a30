import { SlipwayError } from '@slipway/kernel';
import { nextTime } from '@slipway/resources';
import { startWorkflows } from './start-workflows.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

const batch = 100;

/**
 * Starts workflows whose time has come, on the default branch as it is. Times that passed while nobody looked start once. A
 * crash before the next time is noted repeats what has a key, and so begins nothing twice.
 */
export async function startDueWorkflows(deps: WorkflowDeps): Promise<void> {
  const { workflows, hostOf, clock, logger } = deps;
  for (const { repository, workflow, cron, timeZone, due } of await workflows.dueSchedules(
    clock.now(),
    batch,
  )) {
    const next = (): Promise<void> =>
      workflows.moveSchedule(repository, { workflow, cron }, nextTime({ cron, timeZone }, clock.now()));
    try {
      const host = hostOf(repository);
      const { defaultBranch: branch } = await host.repository();
      const commit = await host.refCommit(`refs/heads/${branch}`);
      if (commit !== undefined)
        await startWorkflows(deps, {
          repository,
          event: { name: 'schedule', branch, cron, due: due.toISOString(), commit },
          only: workflow,
        });
      await next();
    } catch (error) {
      logger.warn('a workflow whose time has come could not be started', { error, repository, workflow });
      // What is refused now is not asked for again and again: a repository that is gone, or that is not for this App.
      if (error instanceof SlipwayError && !error.retryable) await next();
    }
  }
}
