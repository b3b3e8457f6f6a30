import type { Clock, Random } from '@slipway/kernel';
import type {
  Leases,
  Logger,
  Mailer,
  Metrics,
  NotificationFeed,
  NotificationOutbox,
  Signals,
} from '@slipway/ports';
import type { SendSettings } from '@slipway/webhook-delivery';
import type { ReadSettings } from '../desired-state/environment-settings.ts';
import type { NotificationSecrets } from './notification-secrets.ts';

/** How messages get out. */
export interface NotificationChannels {
  /** As they are now. */
  readonly secrets: () => NotificationSecrets;
  readonly http: SendSettings;
  /** Undefined: nobody named a server for e-mail. */
  readonly mailer: Mailer | undefined;
  /** Address of Slipway for people, for links to logs; undefined: there are no such links. */
  readonly publicUrl: string | undefined;
}

/** Everything that notifications need of the outside. */
export interface NotificationDeps extends NotificationChannels {
  readonly feed: NotificationFeed;
  readonly outbox: NotificationOutbox;
  readonly settings: ReadSettings;
  /** Name of the environment repository. */
  readonly repository: string;
  readonly leases: Leases;
  readonly signals: Signals;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
