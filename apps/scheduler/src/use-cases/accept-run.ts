import { ConflictError, parseDuration, randomSuffix } from '@slipway/kernel';
import type { ResourceRecord, RunRecord, RunTrial } from '@slipway/ports';
import { chooseCluster } from '@slipway/placement';
import type { Job, RunnableJob } from '@slipway/resources';
import { acceptedRun, type RetryPolicy } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';
import { advanceRuns, type Carrier } from './advance-runs.ts';
import { clusterSnapshots } from './cluster-snapshots.ts';
import { freeSlots } from './free-slots.ts';
import { jobOf, teamOf } from './resource-documents.ts';

export interface RunRequest {
  readonly requestedBy: string;
  readonly reason: string;
  readonly traceparent: string;
}

/**
 * Accepts a run of a Job. When the quota of the team has a free slot its first attempt goes out at once, in the change of
 * the carrier if there is one; otherwise the run waits and is admitted in its turn.
 * @throws ConflictError when no cluster can take it.
 */
export async function acceptRun(
  context: SchedulerContext,
  work: Work,
  resource: ResourceRecord,
  request: RunRequest,
  carrier?: Carrier,
  trial?: RunTrial,
): Promise<RunRecord> {
  const job = jobOf(resource, trial);
  const choice = await placeJob(context, work, job);
  const accepted = await addRun(context, work, resource, job, choice.cluster, request, trial);
  const note = {
    attempt: undefined,
    type: 'accepted',
    message: `Accepted, to run on ${choice.cluster}: ${choice.reason}`,
    data: {
      ...(trial ? { trial: trial.number } : {}),
      cluster: choice.cluster,
      placement: choice.reason,
      generation: resource.generation,
    },
  };
  const admitted = await hasSlot(work, accepted);
  const steps = [
    { note, at: work.now },
    ...(admitted ? [{ input: { type: 'admitted' } as const, at: work.now }] : []),
  ];
  const [run] = await advanceRuns(context, work, [accepted], () => steps, {
    refusals: 'throw',
    ...(carrier ? { carrier } : {}),
  });
  return run ?? accepted;
}

/** Where a Job would run now. @throws ConflictError when no cluster can take it */
export async function placeJob(
  context: SchedulerContext,
  work: Work,
  job: RunnableJob,
): Promise<{ readonly cluster: string; readonly reason: string }> {
  const { name, team } = job.metadata;
  const teamRecord = await work.store.findResource({ kind: 'Team', team: undefined, name: team });
  if (!teamRecord) throw new ConflictError(`There is no team ${team}.`, { details: { team } });
  const choice = chooseCluster(job, teamOf(teamRecord), await clusterSnapshots(context, work));
  if (!('problem' in choice)) return choice;
  throw new ConflictError(`Job ${team}/${name} can't run: ${choice.problem}.`, {
    details: { team, job: name },
  });
}

/** Whether a slot of the quota is free for the run, after those of its team that have waited longer. */
async function hasSlot(work: Work, { id, team }: RunRecord): Promise<boolean> {
  const free = await freeSlots(work, team);
  if (free === 0 || free === Infinity) return free > 0;
  return (await work.store.heldRuns(team, free)).includes(id);
}

async function addRun(
  context: SchedulerContext,
  work: Work,
  resource: ResourceRecord,
  job: Job,
  cluster: string,
  { requestedBy, reason, traceparent }: RunRequest,
  trial: RunTrial | undefined,
): Promise<RunRecord> {
  const { name, team } = job.metadata;
  // 40 random bits: a name that is taken is next to impossible, twice in a row it is a fault.
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const run = await work.store.addRun(
      {
        team,
        name: `${name}-${randomSuffix(8, context.random)}`,
        job: name,
        generation: resource.generation,
        revision: resource.change,
        requestedBy,
        requestReason: reason,
        traceparent,
        createdAt: work.now,
        trial,
      },
      acceptedRun(retryPolicy(job), cluster),
    );
    if (run) return run;
  }
  throw new Error('no free name for a run was found');
}

function retryPolicy({ spec: { retries } }: Job): RetryPolicy {
  const { initial, factor, max } = retries.backoff;
  return {
    limit: retries.limit,
    backoff: { initial: parseDuration(initial) ?? 0, factor, max: parseDuration(max) ?? 0 },
  };
}
