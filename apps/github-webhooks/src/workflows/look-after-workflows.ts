import { SignalTopic, type Leases, type Signals } from '@slipway/ports';
import { createLeadingLoop } from '@slipway/service';
import { admitWorkflows } from './admit-workflows.ts';
import { startDueWorkflows } from './start-due-workflows.ts';
import { tellWorkflows } from './tell-workflows.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

export interface LookAfterWorkflowsDeps extends Pick<WorkflowDeps, 'workflows' | 'clock' | 'logger'> {
  readonly leases: Leases;
  readonly signals: Signals;
  /** Undefined: no App, so that workflows are started by hand alone. */
  readonly onGitHub: WorkflowDeps | undefined;
}

/** What is done for workflows without being asked. One replica does it. */
export interface LookingAfterWorkflows {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds without a wake-up. */
const patience = 5_000;

export function lookAfterWorkflows(deps: LookAfterWorkflowsDeps): LookingAfterWorkflows {
  const { onGitHub, signals } = deps;
  const admitting = createLeadingLoop({
    ...{ ...deps, patience, name: 'workflows' },
    pass: async () => {
      if (onGitHub) await startDueWorkflows(onGitHub);
      await admitWorkflows(deps);
    },
  });
  // Apart: GitHub may be slow, and who waits for a turn must not wait for it.
  const telling =
    onGitHub &&
    createLeadingLoop({
      ...{ ...deps, patience, name: 'checks of workflows' },
      pass: () => tellWorkflows(onGitHub),
    });
  const loops = [admitting, ...(telling ? [telling] : [])];
  const unsubscribes: (() => Promise<void>)[] = [];
  return {
    start: async () => {
      unsubscribes.push(
        await signals.subscribe(SignalTopic.Workflows, () => {
          for (const loop of loops) loop.wake();
        }),
        // A Team may have got a repository: its first delivery must not be ignored.
        await signals.subscribe(SignalTopic.ChangesSettled, () => {
          onGitHub?.repositories.refresh().catch((error: unknown) => {
            deps.logger.warn('the repositories of teams could not be read', { error });
          });
        }),
      );
      for (const loop of loops) loop.start();
    },
    stop: async () => {
      for (const unsubscribe of unsubscribes.splice(0)) await unsubscribe();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
