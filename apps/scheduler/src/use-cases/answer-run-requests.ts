import { ConflictError, nextTraceparent } from '@slipway/kernel';
import type { RunRequest, TakenOverRun } from '@slipway/ports';
import { isFinalRun, RunState } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';
import { inTransaction, type Work } from '../unit-of-work.ts';
import { advanceRuns } from './advance-runs.ts';
import { acceptRun } from './accept-run.ts';

/** Runs of one commit that are looked at. */
const mostRuns = 200;

/**
 * Does what people have asked for about the runs that their commits have started, a batch in one transaction: each request once.
 * Returns how many were answered; call again while it is `limit`.
 */
export async function answerRunRequests(context: SchedulerContext, limit: number): Promise<number> {
  return inTransaction(context, async (work) => {
    const requests = await work.store.takeRunRequests(limit);
    for (const request of requests) {
      const { repository, commit } = request;
      for (const started of await work.store.takenOverRuns(repository, commit, mostRuns))
        await answer(context, work, request, started);
    }
    return requests.length;
  });
}

async function answer(
  context: SchedulerContext,
  work: Work,
  request: RunRequest,
  started: TakenOverRun,
): Promise<void> {
  const record = await work.store.lockRun(started.key.team, started.run);
  if (!record) return;
  const { state } = record.run;
  const { reason } = request;
  if (request.verb === 'cancel') {
    if (!isFinalRun(state))
      await advanceRuns(context, work, [record], () => [
        { input: { type: 'cancel-requested', reason }, at: work.now },
      ]);
  } else if (state === RunState.Failed || state === RunState.Cancelled) {
    await retry(context, work, request, started);
  }
}

async function retry(
  context: SchedulerContext,
  work: Work,
  { repository, commit, requestedBy, reason }: RunRequest,
  { key, run }: TakenOverRun,
): Promise<void> {
  await work.store.lockResources([key]);
  const resource = await work.store.findResource(key);
  if (!resource || resource.rejection !== undefined) return;
  const traceparent = nextTraceparent(undefined, context.random);
  try {
    const next = await acceptRun(context, work, resource, { requestedBy, reason, traceparent });
    await work.store.noteTakenOver({
      ...{ repository, commit, key, run: next.name, refusal: undefined, at: work.now },
      change: next.attempts.at(-1)?.change,
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    context.logger.warn('a run that failed can not run again', { team: key.team, run, error });
  }
}
