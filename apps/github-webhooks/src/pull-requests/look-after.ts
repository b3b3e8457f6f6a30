import { SignalTopic, type Leases, type Logger, type Signals } from '@slipway/ports';
import { createLeadingLoop, type LeadingLoop } from '@slipway/service';
import { tellDeployments, type TellDeps } from '../deployments/tell-deployments.ts';
import type { EmbeddedHost } from '../embedded-host/embedded-host.ts';
import type { PullRequestDeps } from './check-pull-request.ts';

export interface LookAfterDeps extends PullRequestDeps, Omit<TellDeps, 'host'> {
  /** Without it nobody has to look for pull requests: GitHub tells of them. */
  readonly embedded: EmbeddedHost | undefined;
  readonly leases: Leases;
  readonly signals: Signals;
  readonly logger: Logger;
}

/** What is done for pull requests without being asked: before the merge on the embedded host, and after it on both. */
export interface LookingAfter {
  start(): Promise<void>;
  /** There may be something to check. */
  wake(): void;
  stop(): Promise<void>;
}

/** Milliseconds without a wake-up. */
const patience = 5_000;

export function lookAfterPullRequests(deps: LookAfterDeps): LookingAfter {
  const { embedded, signals, clock, repository } = deps;
  const checking =
    embedded &&
    createLeadingLoop({
      ...{ ...deps, patience, name: `pull requests of ${repository}` },
      pass: async (over) => {
        const { checkOpenOnes } = await import('./check-open-ones.ts');
        await checkOpenOnes(deps, embedded, over);
      },
    });
  const telling = createLeadingLoop({
    ...{ ...deps, patience, name: `deployments of ${repository}` },
    pass: () => tellDeployments(deps, clock.now()),
  });
  const loops: readonly LeadingLoop[] = [...(checking ? [checking] : []), telling];
  const unsubscribes: (() => Promise<void>)[] = [];
  return {
    start: async () => {
      unsubscribes.push(
        await signals.subscribe(SignalTopic.ChangesSettled, () => {
          for (const { wake } of loops) wake();
        }),
        await signals.subscribe(SignalTopic.RunEvents, telling.wake),
      );
      for (const loop of loops) loop.start();
    },
    wake: () => {
      checking?.wake();
    },
    stop: async () => {
      for (const unsubscribe of unsubscribes.splice(0)) await unsubscribe();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
