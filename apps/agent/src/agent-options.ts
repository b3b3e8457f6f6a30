import { availableParallelism } from 'node:os';
import type { Client } from '@slipway/contracts';
import type { Clock } from '@slipway/kernel';
import type { EnvironmentReader, Logger, Metrics } from '@slipway/ports';
import type { CacheBounds } from '@slipway/process-runtime';
import type { TombstoneBounds } from './reconcile/tombstones.ts';

/**
 * What becomes of running attempts when the agent stops.
 * - `leave-attempts`: they go on, and the next agent on the same directory adopts them.
 * - `stop-attempts`: their processes are stopped and they end as `lost` with the reason `agent stopped`: the scheduler
 *   then makes a new attempt, which does not count as a retry. Attempts that are still being prepared just wait.
 */
export type OnStop = 'leave-attempts' | 'stop-attempts';

export interface AgentOptions {
  readonly onStop: OnStop;
  /** Processes that run at the same time; further attempts wait. */
  readonly maxProcesses: number;
  /** Milliseconds between looks at the environment repository when nobody tells of a push. */
  readonly pollMs: number;
  /** Bytes of the log of one process; an attempt with a larger one is stopped. */
  readonly maxLogBytes: number;
  /** With fewer bytes free than this no attempt is started. */
  readonly minFreeBytes: number;
  /** Ended attempts whose logs stay on this machine. */
  readonly keepEnded: number;
  readonly tombstones: TombstoneBounds;
  /** Node program that is the command `slipway` of programs, such as the workers of studies; undefined: it is on their PATH. */
  readonly launcher: string | undefined;
  /** Checkouts and Python environments that nobody uses. */
  readonly caches: CacheBounds;
}

const day = 86_400_000;
const gibibyte = 2 ** 30;

export const defaultOptions: AgentOptions = {
  onStop: 'stop-attempts',
  maxProcesses: 2 * availableParallelism(),
  pollMs: 15_000,
  maxLogBytes: gibibyte / 2,
  minFreeBytes: gibibyte / 4,
  keepEnded: 50,
  launcher: undefined,
  tombstones: { keepMs: 30 * day, keepCount: 10_000 },
  caches: { maxAgeMs: 30 * day, maxBytes: 20 * gibibyte },
};

/** Everything that the parts of a running agent share. */
export interface AgentContext extends AgentOptions {
  readonly cluster: string;
  readonly data: string;
  readonly environment: EnvironmentReader;
  readonly client: Client;
  /** Base URL of Slipway. */
  readonly url: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly host: Readonly<Record<string, string | undefined>>;
}
