import { claimedChanges } from '@slipway/deliveries';
import { SignalTopic, type ChangeReader, type Signals } from '@slipway/ports';
import type { EnvironmentOnGitHub } from '../github-webhooks-deps.ts';
import type { DeliveryHandler } from './handler.ts';

export interface PushHandlerDeps {
  readonly changes: ChangeReader;
  readonly signals: Signals;
  /** Name of the environment repository, for signals. */
  readonly repository: string;
  readonly environment: EnvironmentOnGitHub | undefined;
}

/**
 * A push to the environment repository wakes those who follow it, unless the committer made it: its commits name their
 * changes, which the change log knows. The payload decides only whether they look now or when they would have anyway.
 */
export function pushHandler({ changes, signals, repository, environment }: PushHandlerDeps): DeliveryHandler {
  return {
    event: 'push',
    reasonToIgnore: ({ repository: pushed, ref }) => {
      if (environment === undefined) return 'no environment repository on GitHub is configured';
      if (pushed?.toLowerCase() !== environment.fullName)
        return `it is not the environment repository, ${environment.fullName}`;
      return ref === `refs/heads/${environment.branch}`
        ? undefined
        : `${ref ?? 'it'} is not the branch that is reconciled, ${environment.branch}`;
    },
    handle: async (_delivery, { payload }) => {
      const claimed = claimedChanges(await payload());
      const own = claimed ? (await changes.written(repository, claimed)).size : 0;
      if (own === claimed?.length)
        return {
          kind: 'ignored',
          reason: `Slipway made this push itself, of ${String(claimed.length)} changes`,
        };
      await signals.notify(SignalTopic.ChangeAccepted, repository);
      await signals.notify(SignalTopic.ChangesSettled, repository);
      return { kind: 'handled', reason: 'those who follow the environment repository were woken' };
    },
  };
}
