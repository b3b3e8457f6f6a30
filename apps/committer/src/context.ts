import type { Wakes } from '@slipway/service';
import type { CommitterDeps } from './committer-deps.ts';
import type { BusiestMinute } from './hygiene/busiest-minute.ts';

export interface CommitterContext extends CommitterDeps {
  readonly wakes: Wakes;
  /** Pushes of this process. */
  readonly pushes: BusiestMinute;
}

export const wakeKeys = {
  /** Changes were accepted, or the branch moved without us. */
  work: 'work',
  /** Changes got their outcome. */
  settled: 'settled',
} as const;
