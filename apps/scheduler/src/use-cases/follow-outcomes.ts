import type { AwaitedChange, RunRecord } from '@slipway/ports';
import type { RunInput, Settled } from '@slipway/runs';
import { wakeKeys, type SchedulerContext } from '../context.ts';
import { inTransaction } from '../unit-of-work.ts';
import { freeSlots } from './free-slots.ts';
import { advanceRuns } from './advance-runs.ts';

/**
 * Takes runs and resources on by the outcomes of their changes, a batch in one transaction. Any number of schedulers may
 * do so at once. Returns how many outcomes were followed; call again while it is `limit`.
 */
export async function followOutcomes(context: SchedulerContext, limit: number): Promise<number> {
  return inTransaction(context, async (work) => {
    const settled = await work.store.takeSettled(limit);
    const byRun = new Map<number, AwaitedOfRun[]>();
    for (const { awaited, outcome } of settled) {
      if (awaited.purpose === 'resource') {
        if (outcome.state !== 'rejected') continue;
        const resource = await work.store.findResource(awaited.key);
        // A later change of the resource may have been accepted meanwhile: it has its own outcome.
        if (resource?.change !== awaited.change) continue;
        await work.store.saveResource({ ...resource, rejection: outcome.reason });
        context.logger.warn('change of a resource was rejected', {
          change: awaited.change,
          reason: outcome.reason,
        });
        continue;
      }
      byRun.set(awaited.run, [...(byRun.get(awaited.run) ?? []), { awaited, outcome }]);
    }
    const runs = await work.store.lockRuns([...byRun.keys()]);
    await advanceRuns(context, work, runs, (run) =>
      (byRun.get(run.id) ?? []).map((one) => ({ input: settledInput(run, one), at: work.now })),
    );
    return settled.length;
  });
}

interface AwaitedOfRun {
  readonly awaited: Exclude<AwaitedChange, { readonly purpose: 'resource' }>;
  readonly outcome: Settled;
}

function settledInput(run: RunRecord, { awaited, outcome }: AwaitedOfRun): RunInput {
  switch (awaited.purpose) {
    case 'attempt':
      return { type: 'attempt-settled', epoch: awaited.epoch, outcome };
    case 'withdrawal': {
      const { epoch } = awaited;
      const at = run.attempts.find((attempt) => attempt.epoch === epoch);
      return { type: 'withdrawal-settled', epoch, cluster: at?.cluster ?? run.run.cluster, outcome };
    }
    case 'retirement':
      return { type: 'retirement-settled', outcome };
  }
}

/** Starts the next attempt of runs whose backoff is over, a batch in one transaction. */
export async function elapseBackoffs(context: SchedulerContext, limit: number): Promise<number> {
  return inTransaction(context, async (work) => {
    const ids = await work.store.elapsedBackoffs(work.now, limit);
    const runs = await work.store.lockRuns(ids);
    await advanceRuns(context, work, runs, ({ backoff }) =>
      backoff ? [{ input: { type: 'backoff-elapsed', epoch: backoff.epoch }, at: work.now }] : [],
    );
    return ids.length;
  });
}

/** Admits waiting runs of every team up to its quota, oldest first. Returns how many were admitted. */
export async function admitHeldRuns(context: SchedulerContext, limit: number): Promise<number> {
  const teams = await inTransaction(context, (work) => work.store.teamsWithHeldRuns());
  let admitted = 0;
  for (const team of teams) {
    admitted += await inTransaction(context, async (work) => {
      const free = Math.min(limit, await freeSlots(work, team));
      if (free === 0) return 0;
      const runs = await work.store.lockRuns(await work.store.heldRuns(team, free));
      await advanceRuns(context, work, runs, () => [{ input: { type: 'admitted' }, at: work.now }]);
      return runs.length;
    });
  }
  if (admitted > 0) context.wakes.wake(wakeKeys.followers);
  return admitted;
}
