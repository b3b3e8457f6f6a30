import type { SchedulerTransaction } from '@slipway/ports';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** A transaction of the scheduler, at one moment of its clock. */
export interface Work {
  readonly store: SchedulerTransaction;
  readonly now: Date;
  /** Calls `effect` once when the transaction has committed, and never when it has not. */
  afterCommit(effect: () => void): void;
}

/** Runs `work` in one transaction, and what it left for afterwards when that has committed. */
export async function inTransaction<Result>(
  deps: Pick<SchedulerDeps, 'store' | 'clock'>,
  work: (work: Work) => Promise<Result>,
): Promise<Result> {
  let effects: (() => void)[] = [];
  const result = await deps.store.transaction((store) => {
    // The transaction may be tried again: only the effects of the try that committed count.
    effects = [];
    return work({ store, now: deps.clock.now(), afterCommit: (effect) => void effects.push(effect) });
  });
  for (const effect of effects) effect();
  return result;
}
