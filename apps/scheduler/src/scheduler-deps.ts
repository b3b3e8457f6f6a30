import type { Clock, Random } from '@slipway/kernel';
import type {
  ArtifactStore,
  ChangeReader,
  EnvironmentHistory,
  Leases,
  Logger,
  Metrics,
  NotificationFeed,
  NotificationOutbox,
  SchedulerStore,
  Signals,
  StudyStore,
} from '@slipway/ports';
import type { RunTokens } from '@slipway/service';
import type { NotificationChannels } from './notifications/notification-deps.ts';
import type { Tracking } from './tracking.ts';

export interface EnvironmentToFollow {
  readonly history: EnvironmentHistory;
  readonly changes: ChangeReader;
  readonly leases: Leases;
}

/** What people are told of what happens, by the rules of the environment repository. */
export interface Notifications {
  readonly feed: NotificationFeed;
  readonly outbox: NotificationOutbox;
  readonly channels: NotificationChannels;
}

/** Everything the scheduler needs of the outside. */
export interface SchedulerDeps {
  readonly store: SchedulerStore;
  /** Studies as the tuning service keeps them. */
  readonly studies: Pick<StudyStore, 'find' | 'trials'>;
  readonly signals: Signals;
  readonly artifacts: ArtifactStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** For the programs of runs; undefined when no service takes such tokens. */
  readonly runTokens: RunTokens | undefined;
  /** Undefined: there is no model registry, and attempts are not tracked. */
  readonly tracking: Tracking | undefined;
  /** Environment repository that changes go to. */
  readonly repository: string;
  /** The same to read: what others commit there is taken over. Undefined: only what is applied counts. */
  readonly environment: EnvironmentToFollow | undefined;
  /** Undefined: nobody is told. */
  readonly notifications: Notifications | undefined;
}
