import { commitLine, type ResourcePlace } from '@slipway/changes';
import type { AppliedResource } from '@slipway/contracts';
import {
  ConflictError,
  InvalidInputError,
  NotFoundError,
  TooLargeError,
  describeError,
  nextTraceparent,
} from '@slipway/kernel';
import type {
  CommitSummary,
  EnvironmentHistory,
  ObjectId,
  ResourceKey,
  ResourceRecord,
  TakenOverResource,
} from '@slipway/ports';
import { isFinalRun } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';
import { inTransaction, type Work } from '../unit-of-work.ts';
import { advanceRuns } from '../use-cases/advance-runs.ts';
import { applyOne, lockToApply } from '../use-cases/apply-resources.ts';
import type { RunRequest } from '../use-cases/accept-run.ts';
import { isProgramKind } from '../use-cases/program-kind.ts';
import { readResource } from './read-resource.ts';

/** `later`: a change of the resource is on its way into git, and says what it becomes. */
export type TakenOver = 'taken-over' | 'unchanged' | 'refused' | 'later';

export interface TakeOverOptions {
  /** Where the resource is read. */
  readonly tip: ObjectId;
  /** The commit that touched it; undefined when the whole repository is looked at: then no run is started. */
  readonly origin: CommitSummary | undefined;
}

type Outcome = Pick<AppliedResource, 'action' | 'change' | 'run' | 'paths'>;

const mostReason = 400;
/** Of what a commit says of itself. */
const mostCharacters = 200;
/** Runs of a program that is gone, of a page. */
const pageSize = 100;

/**
 * Makes a resource what git says it is: what is rendered from it follows in a change of the scheduler's, with the run that
 * it starts. What git says and can not be is kept as the reason why the resource is not as it is there.
 */
export async function takeOver(
  context: SchedulerContext,
  history: EnvironmentHistory,
  place: ResourcePlace,
  { tip, origin }: TakeOverOptions,
): Promise<TakenOver> {
  const key: ResourceKey = { kind: place.kind, team: place.team, name: place.name };
  const by = requestOf(context, tip, origin);
  try {
    const given = await readResource(history, tip, place);
    return await inTransaction(context, async (work) => {
      await lockToApply(work, [key]);
      const previous = await work.store.findResource(key);
      if (previous && (await isOnItsWay(work, previous))) return 'later';
      const applied = given
        ? await applyOne(context, work, given, {
            run: origin ? 'when-changed' : 'never',
            by,
            isInGit: true,
            settings: undefined,
          })
        : await letGo(context, work, key, by.reason);
      if (applied.action === 'unchanged') return 'unchanged';
      if (origin)
        await work.store.noteTakenOver({ ...noteOf(context, work, key, origin), ...outcomeOf(applied) });
      return 'taken-over';
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const problem = `${place.file} at ${tip.slice(0, 12)}: ${describeError(error)}`.slice(0, mostReason);
    context.logger.warn('a resource is not as it is in git', { file: place.file, commit: tip, problem });
    await inTransaction(context, async (work) => {
      await lockToApply(work, [key]);
      const previous = await work.store.findResource(key);
      if (previous) await work.store.saveResource({ ...previous, rejection: problem });
      if (origin)
        await work.store.noteTakenOver({
          ...noteOf(context, work, key, origin),
          refusal: describeError(error),
        });
    });
    return 'refused';
  }
}

/** What stands about it where it is told how far the commit is. */
const noteOf = (
  { repository }: SchedulerContext,
  { now }: Work,
  key: ResourceKey,
  { commit }: CommitSummary,
): TakenOverResource => ({
  ...{ repository, commit, key, at: now },
  ...{ change: undefined, run: undefined, refusal: undefined },
});

/** Nothing is rendered of some resources, and then there is no change either. */
const outcomeOf = ({ change, run, paths }: Outcome): Pick<TakenOverResource, 'change' | 'run'> => ({
  change: paths.length === 0 ? undefined : change,
  run,
});

async function isOnItsWay(work: Work, { change }: ResourceRecord): Promise<boolean> {
  return (await work.store.changes.find(change))?.record.state === 'accepted';
}

/** A program that is gone from git: its runs are stopped. Teams and clusters stay, as what runs there needs them. */
async function letGo(
  context: SchedulerContext,
  work: Work,
  key: ResourceKey,
  reason: string,
): Promise<Outcome> {
  if ((await work.store.findResource(key)) === undefined) return { action: 'unchanged', paths: [] };
  if (!isProgramKind(key.kind) || key.team === undefined)
    throw new ConflictError(`a ${key.kind} is not removed by removing its file: put it back`);
  await stopRuns(context, work, key.team, key.name, `removed from git: ${reason}`);
  await work.store.deleteResource(key);
  return { action: 'updated', paths: [] };
}

async function stopRuns(
  context: SchedulerContext,
  work: Work,
  team: string,
  job: string,
  reason: string,
): Promise<void> {
  let after: number | undefined;
  for (;;) {
    const runs = await work.store.listRuns(team, { job }, { after, limit: pageSize });
    const active = await work.store.lockRuns(
      runs.filter(({ run }) => !isFinalRun(run.state)).map(({ id }) => id),
    );
    await advanceRuns(context, work, active, () => [
      { input: { type: 'cancel-requested', reason }, at: work.now },
    ]);
    if (runs.length < pageSize) return;
    after = runs.at(-1)?.id;
  }
}

function requestOf(
  { random }: SchedulerContext,
  tip: ObjectId,
  origin: CommitSummary | undefined,
): RunRequest {
  return {
    // Not who its trailers say: those of others are not ours.
    requestedBy: commitLine(origin?.author ?? '', mostCharacters),
    reason: commitLine(origin?.subject ?? '', mostCharacters, `as it is at ${tip.slice(0, 12)}`),
    traceparent: nextTraceparent(undefined, random),
  };
}

const isRefusal = (error: unknown): boolean =>
  error instanceof InvalidInputError ||
  error instanceof ConflictError ||
  error instanceof TooLargeError ||
  error instanceof NotFoundError;
