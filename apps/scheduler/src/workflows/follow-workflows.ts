import {
  ConflictError,
  describeError,
  InvalidInputError,
  nextTraceparent,
  TooLargeError,
} from '@slipway/kernel';
import type { WorkflowRunRecord } from '@slipway/ports';
import { Builds, type Environment, type WorkflowJob } from '@slipway/resources';
import { isFinalRun } from '@slipway/runs';
import {
  actorOf,
  advanceWorkflow,
  expired,
  jobsToDo,
  programOfJob,
  requesterOf,
  sentenceOf,
  type WorkflowInput,
  type WorkflowJobRun,
} from '@slipway/workflows';
import type { SchedulerContext } from '../context.ts';
import { inTransaction, type Work } from '../unit-of-work.ts';
import { advanceRuns } from '../use-cases/advance-runs.ts';
import { newChangeId } from '../use-cases/append-change.ts';
import { acceptRun } from '../use-cases/accept-run.ts';
import { wayOf } from '../use-cases/propose-change.ts';
import { jobEnded } from './result-of-run.ts';

/**
 * Runs the programs of jobs of workflows: takes up those that are ready, stops those that are to end, and says what came of
 * those that have ended. Each run of a workflow in a transaction of its own: one that fails holds up no others.
 * Returns how many were looked at; call again while it is `limit`.
 */
export async function followWorkflows(context: SchedulerContext, limit: number): Promise<number> {
  const { clock, logger } = context;
  const found = await inTransaction(context, async ({ store }) => ({
    toDo: await store.workflows.toDo('programs', clock.now(), limit),
    ended: await store.workflows.endedPrograms(limit),
  }));
  let failures = 0;
  for (const [ids, step] of [
    [found.ended, endPrograms],
    [found.toDo, takeUpJobs],
  ] as const)
    for (const id of ids) {
      try {
        await step(context, id);
      } catch (error) {
        failures += 1;
        logger.warn('a run of a workflow is looked at again later', { workflowRun: id, error });
      }
    }
  // Those that failed are found again: not at once.
  return failures > 0 ? 0 : Math.max(found.toDo.length, found.ended.length);
}

/** A job that can not be run ends as failed: in a transaction of its own, as the first one may have begun something. */
class JobRefused extends Error {
  readonly job: string;

  constructor(job: string, reason: string) {
    super(reason);
    this.job = job;
  }
}

async function takeUpJobs(context: SchedulerContext, id: number): Promise<void> {
  const { clock } = context;
  for (;;) {
    try {
      // What is stopped does not wait for settings that nobody can read.
      const settings = context.settings();
      settings.catch(() => undefined);
      await inTransaction(context, (work) =>
        change(work, id, async (record) => {
          const plan = { workflow: record.workflow, event: record.event };
          const inputs: WorkflowInput[] = [...expired(plan, record.run, work.now)];
          const run = inputs.reduce((before, input) => advanceWorkflow(plan, before, input), record.run);
          for (const { spec, job } of jobsToDo(plan, run)) {
            if (actorOf(spec) !== 'programs') continue;
            if (job.state === 'stopping') inputs.push(await stop(context, work, record.team, job));
            else inputs.push(await start(context, work, { record, settings }, spec));
          }
          return inputs;
        }),
      );
      return;
    } catch (error) {
      if (!(error instanceof JobRefused)) throw error;
      const { job, message: reason } = error;
      const at = clock.now().toISOString();
      await inTransaction(context, (work) =>
        change(work, id, () => Promise.resolve([{ kind: 'job-ended', job, state: 'failed', reason, at }])),
      );
    }
  }
}

async function endPrograms(context: SchedulerContext, id: number): Promise<void> {
  await inTransaction(context, (work) =>
    change(work, id, async ({ team, workflow, run }) => {
      const inputs: WorkflowInput[] = [];
      for (const spec of workflow.spec.jobs) {
        const job = run.jobs.find(({ name }) => name === spec.name);
        if (job?.run === undefined || (job.state !== 'running' && job.state !== 'stopping')) continue;
        const details = await work.store.findRun(team, job.run);
        if (details && isFinalRun(details.run.state)) inputs.push(await jobEnded(context, spec, details));
      }
      return inputs;
    }),
  );
}

/** Locks a run of a workflow, and stores what becomes of it by the inputs. */
async function change(
  { store, now }: Work,
  id: number,
  inputsOf: (record: WorkflowRunRecord) => Promise<readonly WorkflowInput[]>,
): Promise<void> {
  const record = await store.workflows.lock(id);
  if (!record) return;
  const plan = { workflow: record.workflow, event: record.event };
  const inputs = await inputsOf(record);
  const run = inputs.reduce((before, input) => advanceWorkflow(plan, before, input), record.run);
  if (run !== record.run) await store.workflows.save({ ...record, run }, now);
}

interface Owner {
  readonly record: WorkflowRunRecord;
  readonly settings: Promise<Environment | undefined>;
}

/** @throws JobRefused when it can not run as it is */
async function start(
  context: SchedulerContext,
  work: Work,
  { record, settings: reading }: Owner,
  spec: WorkflowJob,
): Promise<WorkflowInput> {
  const settings = await reading;
  const { workflow, event, run, team, repository, cloneUrl } = record;
  const { image, address, certificates } = settings?.spec.builds ?? Builds.parse({});
  try {
    const place = { team, cloneUrl, builder: { image, address, certificates } };
    const document = documentOf({ workflow, event }, run, spec, place);
    const way = await wayOf(work, settings, document, []);
    if (way.by === 'pull-request')
      throw new JobRefused(
        spec.name,
        `${way.rule} wants a pull request of what it would run: name clusters in its placement that need none`,
      );
    const id = newChangeId(context, work.now);
    const { name } = document.metadata;
    await work.store.saveRevision({ change: id, document, files: {} });
    const program = await acceptRun(
      context,
      work,
      {
        ...{ kind: 'Job', team, name, generation: record.id, change: id, document, source: '', files: {} },
        ...{ updatedAt: work.now, rejection: undefined },
      },
      {
        requestedBy: requesterOf(repository, event).slice(0, 100),
        reason: `job ${spec.name} of ${workflow.metadata.name}, ${sentenceOf(event)}, ${event.commit.slice(0, 12)}`,
        traceparent: nextTraceparent(undefined, context.random),
      },
    );
    return { kind: 'job-started', job: spec.name, run: program.name, at: work.now.toISOString() };
  } catch (error) {
    const isRefusal =
      error instanceof ConflictError || error instanceof InvalidInputError || error instanceof TooLargeError;
    if (!isRefusal) throw error;
    throw new JobRefused(spec.name, describeError(error));
  }
}

/** What makes no Job makes none later: it would be tried for ever. */
function documentOf(
  ...[plan, run, spec, place]: Parameters<typeof programOfJob>
): ReturnType<typeof programOfJob> {
  try {
    return programOfJob(plan, run, spec, place);
  } catch (error) {
    throw new JobRefused(spec.name, `it makes no Job that can run: ${describeError(error)}`);
  }
}

/** What runs of a job is cancelled; that it has ended is seen as the end of any. */
async function stop(
  context: SchedulerContext,
  work: Work,
  team: string,
  { name, run, reason = 'the workflow was cancelled' }: WorkflowJobRun,
): Promise<WorkflowInput> {
  const record = run === undefined ? undefined : await work.store.lockRun(team, run);
  if (!record)
    return { kind: 'job-ended', job: name, state: 'cancelled', reason, at: work.now.toISOString() };
  if (!isFinalRun(record.run.state))
    await advanceRuns(context, work, [record], () => [
      { input: { type: 'cancel-requested', reason }, at: work.now },
    ]);
  return { kind: 'stop-asked', job: name };
}
