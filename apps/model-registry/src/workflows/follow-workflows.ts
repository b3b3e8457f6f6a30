import { commitLine } from '@slipway/changes';
import { describeError, SlipwayError, UnavailableError } from '@slipway/kernel';
import type { WorkflowRunRecord } from '@slipway/ports';
import type { WorkflowJob } from '@slipway/resources';
import {
  actorOf,
  advanceWorkflow,
  jobsToDo,
  kindOf,
  type WorkflowInput,
  type WorkflowJobRun,
} from '@slipway/workflows';
import type { RegistryContext } from '../context.ts';
import { evaluateJob } from './evaluate-job.ts';
import type { JobEnd, JobScene } from './job-of-workflow.ts';
import { promoteJob } from './promote-job.ts';
import { registerJob } from './register-job.ts';

/** Runs that are looked at in one go. */
const batch = 100;
/** Characters of the reason of a job. */
const mostReason = 2_000;

interface JobOfModels {
  readonly spec: WorkflowJob;
  readonly job: WorkflowJobRun;
}
type End = Pick<Extract<WorkflowInput, { kind: 'job-ended' }>, 'state' | 'reason' | 'result'>;

/**
 * Does what runs of workflows have for the model registry to do: evaluations, registrations and promotions. Each job is
 * done and ended by one transaction, so that whoever is killed or is not alone does nothing twice. What is refused ends its
 * job; what can not be done now is left for the next time, and holds up no other run.
 * @throws UnavailableError when something was left
 */
export async function followWorkflows(context: RegistryContext, over: AbortSignal): Promise<void> {
  for (;;) {
    const found = await context.modelStore.transaction(({ workflows }) =>
      workflows.toDo('models', context.clock.now(), batch),
    );
    const left: unknown[] = [];
    for (const id of found) {
      try {
        while (!over.aborted && (await endNextJob(context, id)));
      } catch (error) {
        left.push(error);
      }
    }
    if (left.length > 0)
      throw new UnavailableError(`Jobs of ${String(left.length)} runs of workflows can not be done now.`, {
        cause: left[0],
      });
    if (found.length < batch || over.aborted) return;
  }
}

/** Does one job of a run, and ends it; false when there is none. */
async function endNextJob(context: RegistryContext, id: number): Promise<boolean> {
  let taken: JobOfModels | undefined;
  try {
    const end = await context.modelStore.transaction(async (transaction) => {
      const record = await transaction.workflows.lock(id);
      taken = record && nextJob(record);
      if (!record || !taken) return undefined;
      const done = await endOf(context, { record, transaction }, taken);
      await save(context, { record, transaction }, taken, done);
      return done;
    });
    if (end && taken) count(context, taken, end);
    return end !== undefined;
  } catch (error) {
    if (!taken || (error instanceof SlipwayError && error.retryable)) throw error;
    if (!(error instanceof SlipwayError))
      context.logger.error('a job of a workflow failed by a fault of the model registry', { run: id, error });
    await fail(context, id, taken, describeError(error));
    return true;
  }
}

/** What a job had done before it was refused is undone: only that it has failed is kept. */
async function fail(context: RegistryContext, id: number, taken: JobOfModels, reason: string): Promise<void> {
  const end: End = { state: 'failed', reason };
  const isEnded = await context.modelStore.transaction(async (transaction) => {
    const record = await transaction.workflows.lock(id);
    const now = record?.run.jobs.find(({ name }) => name === taken.job.name);
    // Somebody may have cancelled it meanwhile, and even run it again.
    if (!record || now?.state !== taken.job.state || now.attempt !== taken.job.attempt) return false;
    await save(context, { record, transaction }, taken, end);
    return true;
  });
  if (isEnded) count(context, taken, end);
}

const nextJob = (record: WorkflowRunRecord): JobOfModels | undefined =>
  jobsToDo(record, record.run).find(({ spec }) => actorOf(spec) === 'models');

async function endOf(
  context: RegistryContext,
  scene: JobScene,
  { spec: { evaluate, register, promote }, job }: JobOfModels,
): Promise<End> {
  if (job.state === 'stopping') return { state: 'cancelled', reason: job.reason };
  const done: JobEnd | undefined = evaluate
    ? await evaluateJob(context, scene, evaluate)
    : register
      ? await registerJob(context, scene, register)
      : promote && (await promoteJob(context, scene, promote));
  if (!done) throw new RangeError(`the job ${job.name} is not one of the model registry`);
  return done;
}

async function save(
  { clock }: RegistryContext,
  { record, transaction }: JobScene,
  { job }: JobOfModels,
  end: End,
): Promise<void> {
  const now = clock.now();
  const { state, result } = end;
  // As text of anybody it may have what the database does not take.
  const reason = end.reason === undefined ? undefined : commitLine(end.reason, mostReason);
  const input = { job: job.name, state, reason, result, at: now.toISOString() };
  const run = advanceWorkflow(record, record.run, { kind: 'job-ended', ...input });
  await transaction.workflows.save({ ...record, run }, now);
}

function count({ metrics }: RegistryContext, { spec }: JobOfModels, { state, result }: End): void {
  metrics.count('slipway_workflow_jobs_total', { kind: kindOf(spec), state });
  const { version, promotion = {} } = result ?? {};
  const service = { service: 'model-registry' };
  if (version || 'change' in promotion) metrics.count('slipway_changes_accepted_total', service);
  if ('proposal' in promotion) metrics.count('slipway_proposals_accepted_total', service);
}
