import type { Wakes } from '@slipway/service';
import type { ReadSettings } from './desired-state/environment-settings.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** What the use cases share: the outside, and wake-ups within this process. */
export interface SchedulerContext extends SchedulerDeps {
  readonly wakes: Wakes;
  readonly settings: ReadSettings;
}

/** Keys of the wake-ups. */
export const wakeKeys = {
  /** The followers have something to do. */
  followers: 'followers',
  /** Events of a team. */
  team: (team: string) => `team ${team}`,
  /** Log of an attempt. */
  log: (attempt: string) => `log ${attempt}`,
  /** The branch of the environment repository moved. */
  repository: (repository: string) => `repository ${repository}`,
} as const;
