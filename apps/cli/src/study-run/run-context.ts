import type { Study, Trial } from '@slipway/contracts';
import type { OpenStudy } from '../connection/open-study.ts';
import type { Invocation } from '../invocation.ts';
import type { TrialTracking } from './tracked-trial.ts';
import type { Passing, TrialTask } from '@slipway/studies';

export interface EndedTrial extends TrialTask {
  readonly worker: string;
  readonly state: Trial['state'];
  readonly values: readonly number[];
  /** Why it failed or was pruned, if there is something to say. */
  readonly why?: string;
}

/** What all workers of one `study run` share. */
export interface RunContext {
  /** Its signal also ends when another worker can't go on. */
  readonly invocation: Invocation;
  readonly study: OpenStudy;
  readonly spec: Study['spec'];
  /** Program and arguments, as given. */
  readonly words: readonly string[];
  readonly pass: Passing;
  /** Undefined: nothing tracks the trials. */
  readonly tracking: TrialTracking | undefined;
  /** Milliseconds that a trial may take. */
  readonly timeout: number | undefined;
  /** Whether another trial may begin: there is a bound to how many this command runs. */
  readonly mayBegin: () => boolean;
  readonly onLine: (trial: number, line: string) => Promise<void>;
  readonly onEnd: (ended: EndedTrial) => Promise<void>;
  readonly onNotice: (text: string) => Promise<void>;
}
