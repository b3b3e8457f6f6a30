import { SignalTopic, type Leases, type Logger, type Signals } from '@slipway/ports';
import { createLeadingLoop, type LeadingLoop, type Wakes } from '@slipway/service';
import { tellDeployments, type TellDeps } from '../deployments/tell-deployments.ts';
import type { EmbeddedHost } from '../embedded-host/embedded-host.ts';
import { followProposals } from '../proposals/follow-proposals.ts';
import type { ProposalDeps } from '../proposals/open-proposals.ts';
import { proposalsMoved } from '../proposals/proposal-routes.ts';
import type { PullRequestDeps } from './check-pull-request.ts';

export interface LookAfterDeps extends PullRequestDeps, ProposalDeps, Omit<TellDeps, 'host'> {
  /** Without it nobody has to look for pull requests: GitHub tells of them. */
  readonly embedded: EmbeddedHost | undefined;
  readonly leases: Leases;
  readonly signals: Signals;
  /** Who waits for a proposal is woken. */
  readonly wakes: Wakes;
  readonly logger: Logger;
}

/** What is done for pull requests without being asked: before the merge on the embedded host, and after it on both. */
export interface LookingAfter {
  start(): Promise<void>;
  /** A pull request was opened, reviewed, checked or ended. */
  wake(): void;
  stop(): Promise<void>;
}

/** Milliseconds without a wake-up. */
const patience = 5_000;
/** On GitHub, which tells of what happens to pull requests, and counts calls. */
const longPatience = 30_000;

export function lookAfterPullRequests(deps: LookAfterDeps): LookingAfter {
  const { embedded, signals, clock, repository, wakes } = deps;
  const checking =
    embedded &&
    createLeadingLoop({
      ...{ ...deps, patience, name: `pull requests of ${repository}` },
      pass: async (over) => {
        const { checkOpenOnes } = await import('./check-open-ones.ts');
        if (await checkOpenOnes(deps, embedded, over)) proposing.wake();
      },
    });
  const telling = createLeadingLoop({
    ...{ ...deps, patience, name: `deployments of ${repository}` },
    pass: () => tellDeployments(deps, clock.now()),
  });
  const proposing: LeadingLoop = createLeadingLoop({
    ...{ ...deps, patience: embedded ? patience : longPatience, name: `proposals for ${repository}` },
    pass: async () => {
      if (await followProposals(deps)) checking?.wake();
      wakes.wake(proposalsMoved);
    },
  });
  const loops: readonly LeadingLoop[] = [...(checking ? [checking] : []), telling, proposing];
  const unsubscribes: (() => Promise<void>)[] = [];
  return {
    start: async () => {
      unsubscribes.push(
        await signals.subscribe(SignalTopic.ChangesSettled, () => {
          for (const { wake } of loops) wake();
        }),
        await signals.subscribe(SignalTopic.RunEvents, telling.wake),
        await signals.subscribe(SignalTopic.Proposals, proposing.wake),
      );
      for (const loop of loops) loop.start();
    },
    wake: () => {
      checking?.wake();
      proposing.wake();
    },
    stop: async () => {
      for (const unsubscribe of unsubscribes.splice(0)) await unsubscribe();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
