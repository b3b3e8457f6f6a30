import { changeLimits } from '@slipway/changes';
import { nextTraceparent } from '@slipway/kernel';
import type { SchedulerContext } from '../context.ts';
import { inTransaction } from '../unit-of-work.ts';
import { advanceRuns, type Carrier } from './advance-runs.ts';
import { appendChange, newChangeId } from './append-change.ts';
import { retireTrials } from './start-trials.ts';

/** Cancels the runs of trials that nobody waits for: their study has ended, or they were stopped early. Returns how many. */
export async function cancelStrayTrials(context: SchedulerContext, limit: number): Promise<number> {
  return inTransaction(context, async (work) => {
    const strays = await work.store.strayTrialRuns(limit);
    const reasons = new Map(strays.map(({ id, reason }) => [id, reason]));
    const runs = await work.store.lockRuns([...reasons.keys()]);
    await advanceRuns(context, work, runs, ({ id }) => [
      { input: { type: 'cancel-requested', reason: (reasons.get(id) ?? '').slice(0, 400) }, at: work.now },
    ]);
    return strays.length;
  });
}

/**
 * Takes runs of trials out of git that are to stop now, and what has ended when no more begin: those of a study in one
 * change. Returns how many studies that were.
 */
export async function retireEndedTrials(context: SchedulerContext, limit: number): Promise<number> {
  const studies = await inTransaction(context, (work) => work.store.studiesWithRetirableRuns(limit));
  for (const { team, name } of studies) {
    const requestedBy = (await context.studies.find(team, name))?.createdBy ?? 'git';
    await inTransaction(context, async (work) => {
      await work.store.lockResources([{ kind: 'Study', team, name }]);
      const carrier: Carrier = { change: newChangeId(context, work.now), operations: [] };
      const ended = await retireTrials(work, team, name, carrier, changeLimits.operations);
      if (carrier.operations.length === 0) return;
      const trials = ended === 1 ? 'trial' : 'trials';
      await appendChange(context, work, carrier.change, {
        ...{ team, requestedBy, operations: carrier.operations },
        resource: `Study/${team}/${name}`,
        subject: `Retire ${String(ended)} ${trials} of Study/${team}/${name}`.slice(
          0,
          changeLimits.subjectCharacters,
        ),
        reason: 'trials that have ended, or that nobody waits for',
        traceparent: nextTraceparent(undefined, context.random),
      });
    });
  }
  return studies.length;
}
