import type { Client } from '@slipway/contracts';
import type { Clock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import type { AttemptRecord } from './attempt-directory.ts';
import type { AttemptPlan } from './attempt-plan.ts';
import type { Journal } from './journal.ts';
import type { Verdict } from './journal-state.ts';

/** What all attempts of an agent have in common. */
export interface AttemptContext {
  readonly data: string;
  readonly cluster: string;
  readonly client: Client;
  /** Base URL of Slipway. */
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The agent's own environment. */
  readonly host: Readonly<Record<string, string | undefined>>;
  /** Directory for the PATH of programs, with commands of Slipway's own. */
  readonly commands: string | undefined;
  /** Id of this start of the machine. */
  readonly boot: string;
  readonly metricsUrl: (attempt: string) => string;
  readonly maxLogBytes: number;
  /** Something changed that the reconciler should look at. */
  readonly onChange: () => void;
  /** Aborts when the agent goes and leaves everything as it is. */
  readonly leave: AbortSignal;
}

/** What makes up one attempt. */
export interface AttemptFields {
  readonly directory: string;
  readonly record: AttemptRecord;
  readonly plan: AttemptPlan;
  readonly journal: Journal;
  /** For its first report. */
  readonly warnings: readonly string[];
  /** Ends an attempt that nobody can go on with. */
  readonly verdict?: Verdict | undefined;
}
