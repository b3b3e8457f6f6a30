import { SignalTopic, type Leases, type Signals } from '@slipway/ports';
import { createLeadingLoop, type LeadingLoop } from '@slipway/service';
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
  const loopOf = (name: string, pass: (over: AbortSignal) => Promise<void>): LeadingLoop =>
    createLeadingLoop({ ...deps, patience, name, pass });
  // Apart: GitHub may be slow, and who waits for a turn must not wait for it.
  const loops = [
    loopOf('workflows', (over) => admitWorkflows(deps, over)),
    ...(onGitHub
      ? [
          loopOf('times of workflows', () => startDueWorkflows(onGitHub)),
          loopOf('checks of workflows', (over) => tellWorkflows(onGitHub, over)),
        ]
      : []),
  ];
  const unsubscribes: (() => Promise<void>)[] = [];
  return {
    start: async () => {
      unsubscribes.push(
        await signals.subscribe(SignalTopic.Workflows, () => {
          for (const loop of loops) loop.wake();
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
