import { parseDuration } from '@slipway/kernel';
import {
  neededBy,
  jobKinds,
  type Workflow,
  type WorkflowJob,
  type WorkflowJobKind,
} from '@slipway/resources';
import type { JobResult } from './job-result.ts';
import type { WorkflowEvent } from './workflow-event.ts';
import {
  isFinalJob,
  isFinalWorkflowRun,
  type WorkflowJobRun,
  type WorkflowRun,
  type WorkflowRunState,
} from './workflow-run.ts';

/** What a run of a workflow is made of. */
export interface WorkflowPlan {
  readonly workflow: Workflow;
  readonly event: WorkflowEvent;
}

/** Something that happened to a run of a workflow; `at` is ISO 8601. */
export type WorkflowInput =
  | { readonly kind: 'approved'; readonly by: string }
  /** No other run of its group is at work. */
  | { readonly kind: 'admitted' }
  | { readonly kind: 'cancelled'; readonly reason: string }
  | { readonly kind: 'job-started'; readonly job: string; readonly run?: string; readonly at: string }
  | {
      readonly kind: 'job-ended';
      readonly job: string;
      readonly state: 'succeeded' | 'failed' | 'cancelled';
      readonly reason?: string | undefined;
      readonly result?: JobResult | undefined;
      readonly at: string;
    }
  /** What runs of it is to end, as a preview whose time is over. */
  | { readonly kind: 'job-stopped'; readonly job: string; readonly reason: string }
  /** What runs of it was told so. */
  | { readonly kind: 'stop-asked'; readonly job: string }
  /** Runs this job and what needs it again, or all that did not succeed. */
  | { readonly kind: 'rerun'; readonly job?: string | undefined; readonly by: string };

/** Code of people who may not write to the repository: nothing that others see follows from it without somebody's word. */
export const isUntrusted = (event: WorkflowEvent): boolean => event.name === 'pull_request' && event.fromFork;

/** What a fork's code gets no part in. */
const shared: readonly WorkflowJobKind[] = ['build', 'register', 'promote', 'preview'];

export const kindOf = (job: WorkflowJob): WorkflowJobKind =>
  jobKinds.find((kind) => job[kind] !== undefined) ?? 'run';

/** Who does jobs of workflows: `programs` are run by the scheduler, `models` are judged, registered and promoted by the registry. */
export type WorkflowActor = 'programs' | 'models';

const actors = {
  run: 'programs',
  build: 'programs',
  preview: 'programs',
  evaluate: 'models',
  register: 'models',
  promote: 'models',
} as const satisfies Record<WorkflowJobKind, WorkflowActor>;

export const actorOf = (job: WorkflowJob): WorkflowActor => actors[kindOf(job)];

/** Why a job is left out from the beginning; undefined: it is not. */
function leftOut(job: WorkflowJob, event: WorkflowEvent): string | undefined {
  if (job.on && !job.on.includes(event.name)) return `it does not run after ${event.name}`;
  const kind = kindOf(job);
  if (kind === 'preview' && event.name !== 'pull_request') return 'there is no pull request to preview';
  return isUntrusted(event) && shared.includes(kind)
    ? `code of a fork is not given to ${kind}: it would be seen by others, or needs secrets`
    : undefined;
}

/** A new run, before anything was done for it. It begins when it is admitted, and code of a fork when it was approved. */
export function newWorkflowRun({ workflow, event }: WorkflowPlan): WorkflowRun {
  return {
    state: isUntrusted(event) ? 'waiting-for-approval' : 'queued',
    jobs: workflow.spec.jobs.map((job): WorkflowJobRun => {
      const reason = leftOut(job, event);
      return reason === undefined
        ? { name: job.name, state: 'waiting', attempt: 1 }
        : { name: job.name, state: 'skipped', attempt: 1, reason };
    }),
  };
}

/** The run after an input; the same one when the input changes nothing, as one that comes twice. */
export function advanceWorkflow(plan: WorkflowPlan, run: WorkflowRun, input: WorkflowInput): WorkflowRun {
  switch (input.kind) {
    case 'approved':
      return run.state === 'waiting-for-approval'
        ? { ...run, state: 'queued', reason: `approved by ${input.by}` }
        : run;
    case 'admitted':
      return run.state === 'queued' ? settled(plan, { ...run, state: 'running', reason: undefined }) : run;
    case 'cancelled':
      return isFinalWorkflowRun(run) ? run : cancelled(run, input.reason);
    case 'job-started':
      return withJob(run, input.job, (job) =>
        job.state === 'ready' ? { ...job, state: 'running', run: input.run, startedAt: input.at } : job,
      );
    case 'job-stopped':
      return withJob(run, input.job, (job) =>
        job.state === 'running' ? { ...job, state: 'stopping', reason: input.reason } : job,
      );
    case 'stop-asked':
      return withJob(run, input.job, (job) =>
        job.state === 'stopping' && !job.isAskedToStop ? { ...job, isAskedToStop: true } : job,
      );
    case 'job-ended': {
      const next = withJob(run, input.job, (job) => {
        if (job.state !== 'ready' && job.state !== 'running' && job.state !== 'stopping') return job;
        const { state, reason, result, at } = input;
        const stopped = job.state === 'stopping';
        return {
          ...job,
          state: stopped ? 'cancelled' : state,
          reason: stopped ? job.reason : reason,
          ...{ result, startedAt: job.startedAt ?? at, endedAt: at, isAskedToStop: undefined },
        };
      });
      return next === run ? run : settled(plan, next);
    }
    case 'rerun':
      return rerun(plan, run, input);
  }
}

/** Previews that are up, and when their time is over. */
const expiries = (
  { workflow }: WorkflowPlan,
  { jobs }: WorkflowRun,
): readonly { readonly job: string; readonly lifetime: string; readonly at: Date }[] =>
  workflow.spec.jobs.flatMap(({ name, preview }) => {
    const job = jobs.find((each) => each.name === name);
    if (!preview || job?.state !== 'running' || job.startedAt === undefined) return [];
    const at = new Date(Date.parse(job.startedAt) + (parseDuration(preview.lifetime) ?? 0));
    return [{ job: name, lifetime: preview.lifetime, at }];
  });

/** Whether all that is left of a run is previews, which are up until somebody stops them. */
export const isOnlyUp = ({ workflow }: WorkflowPlan, { state, jobs }: WorkflowRun): boolean =>
  state === 'running' &&
  workflow.spec.jobs.every(({ name, preview }) => {
    const job = jobs.find((each) => each.name === name);
    return !job || isFinalJob(job) || (preview !== undefined && job.state === 'running');
  });

/** When the time of a preview is over first; undefined: none is up. */
export const nextExpiry = (plan: WorkflowPlan, run: WorkflowRun): Date | undefined =>
  expiries(plan, run)
    .map(({ at }) => at)
    .toSorted((one, other) => one.getTime() - other.getTime())[0];

/** What happens to previews whose time is over. */
export const expired = (plan: WorkflowPlan, run: WorkflowRun, now: Date): readonly WorkflowInput[] =>
  expiries(plan, run)
    .filter(({ at }) => at <= now)
    .map(({ job, lifetime }) => ({ kind: 'job-stopped', job, reason: `its time of ${lifetime} is over` }));

/** Jobs that somebody has to take up, or to stop. */
export const jobsToDo = (
  { workflow }: WorkflowPlan,
  { jobs }: WorkflowRun,
): readonly { readonly spec: WorkflowJob; readonly job: WorkflowJobRun }[] =>
  workflow.spec.jobs.flatMap((spec) => {
    const job = jobs.find(({ name }) => name === spec.name);
    const isToDo = job?.state === 'ready' || (job?.state === 'stopping' && !job.isAskedToStop);
    return job && isToDo ? [{ spec, job }] : [];
  });

function withJob(
  run: WorkflowRun,
  name: string,
  change: (job: WorkflowJobRun) => WorkflowJobRun,
): WorkflowRun {
  const jobs = run.jobs.map((job) => (job.name === name ? change(job) : job));
  return jobs.every((job, index) => job === run.jobs[index]) ? run : { ...run, jobs };
}

/** What follows from the states of jobs: others are ready or left out, or the whole has ended. */
function settled({ workflow }: WorkflowPlan, run: WorkflowRun): WorkflowRun {
  const states = new Map(run.jobs.map((job) => [job.name, job]));
  // Each round decides at least one job, or is the last one.
  for (let decided = true; decided;) {
    decided = false;
    for (const spec of workflow.spec.jobs) {
      const job = states.get(spec.name);
      if (job?.state !== 'waiting' || run.state !== 'running') continue;
      const needed = neededBy(spec).flatMap((name) => states.get(name) ?? []);
      const bad = needed.find((other) => isFinalJob(other) && other.state !== 'succeeded');
      if (bad)
        states.set(spec.name, {
          ...job,
          state: 'skipped',
          reason: `it needs ${bad.name}, which ${wordOf(bad)}`,
        });
      else if (needed.every(({ state }) => state === 'succeeded'))
        states.set(spec.name, { ...job, state: 'ready' });
      else continue;
      decided = true;
    }
  }
  const jobs = run.jobs.map((job) => states.get(job.name) ?? job);
  return ended({ ...run, jobs });
}

const wordOf = ({ state }: WorkflowJobRun): string =>
  state === 'skipped' ? 'was left out' : `has ${state === 'failed' ? 'failed' : 'been stopped'}`;

function ended(run: WorkflowRun): WorkflowRun {
  if (run.state !== 'running' || !run.jobs.every(isFinalJob)) return run;
  const failed = run.jobs.filter(({ state }) => state === 'failed');
  if (failed.length > 0)
    return { ...run, state: 'failed', reason: `${failed.map(({ name }) => name).join(', ')} failed` };
  return run.jobs.some(({ state }) => state === 'cancelled')
    ? { ...run, state: 'cancelled' }
    : { ...run, state: 'succeeded', reason: undefined };
}

function cancelled(run: WorkflowRun, reason: string): WorkflowRun {
  const jobs = run.jobs.map((job): WorkflowJobRun => {
    if (isFinalJob(job)) return job;
    return job.state === 'running' || job.state === 'stopping'
      ? { ...job, state: 'stopping', reason }
      : { ...job, state: 'cancelled', reason };
  });
  return { ...run, state: 'cancelled', reason, jobs };
}

function rerun(
  plan: WorkflowPlan,
  run: WorkflowRun,
  { job: only, by }: Extract<WorkflowInput, { kind: 'rerun' }>,
): WorkflowRun {
  const again = new Set(
    run.jobs.flatMap((job) => {
      const left = leftOutOf(plan, job.name);
      const meant = only === undefined ? isFinalJob(job) && job.state !== 'succeeded' : job.name === only;
      return meant && isFinalJob(job) && left === undefined ? [job.name] : [];
    }),
  );
  if (again.size === 0) return run;
  for (let grows = true; grows;) {
    grows = false;
    for (const spec of plan.workflow.spec.jobs) {
      if (again.has(spec.name) || !neededBy(spec).some((name) => again.has(name))) continue;
      again.add(spec.name);
      grows = true;
    }
  }
  // One that is at work ends first: what it needs is not taken away under it.
  if (run.jobs.some((job) => again.has(job.name) && (job.state === 'running' || job.state === 'stopping')))
    return run;
  const jobs = run.jobs.map((job): WorkflowJobRun =>
    again.has(job.name) && leftOutOf(plan, job.name) === undefined
      ? { name: job.name, state: 'waiting', attempt: job.attempt + 1, reason: `run again by ${by}` }
      : job,
  );
  const state = isFinalWorkflowRun(run) ? stateAgain(plan, run) : run.state;
  const next = { ...run, state, reason: `run again by ${by}`, jobs };
  return state === 'running' ? settled(plan, next) : next;
}

/** Stopping what waits for approval and running it again approves nothing: only what has begun once was approved. */
const stateAgain = ({ event }: WorkflowPlan, { jobs }: WorkflowRun): WorkflowRunState =>
  isUntrusted(event) && jobs.every(({ startedAt }) => startedAt === undefined)
    ? 'waiting-for-approval'
    : 'queued';

function leftOutOf({ workflow, event }: WorkflowPlan, name: string): string | undefined {
  const spec = workflow.spec.jobs.find((job) => job.name === name);
  return spec && leftOut(spec, event);
}
