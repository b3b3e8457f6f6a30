import type { Tracking as TrackingView } from '@slipway/contracts';
import { ConflictError, NotFoundError, parseDuration } from '@slipway/kernel';
import type { AttemptRecord, Experiment, RunDetails } from '@slipway/ports';
import { teamArtifactRoot } from '@slipway/registry';
import type { Job } from '@slipway/resources';
import type { SchedulerContext } from '../context.ts';
import type { Tracking } from '../tracking.ts';
import { inTransaction } from '../unit-of-work.ts';
import { agentAttempt } from './agent-attempt.ts';
import { findRun } from './find-run.ts';
import { jobOf } from './resource-documents.ts';
import { trackingRunId } from './tracking-run-id.ts';
import { trackingTags } from './tracking-tags.ts';

/** Milliseconds that the token of an attempt without a timeout is valid: the longest timeout that a Job may have. */
const longest = 90 * 86_400_000;
/** And those for preparation and end of an attempt, beyond its timeout. */
const grace = 3_600_000;

/**
 * Gives the program of an attempt its token, and opens the run that tracks it, in the experiment named after its Job, or
 * finds it, unless it is not to be tracked. `untracked` says why there is none although there is a model registry.
 * @throws NotFoundError when the cluster has no such attempt
 */
export async function openTracking(
  context: SchedulerContext,
  cluster: string,
  name: string,
  isTracked: boolean,
): Promise<{ readonly token?: string; readonly tracking?: TrackingView; readonly untracked?: string }> {
  const { runTokens, clock } = context;
  const tracking = isTracked ? context.tracking : undefined;
  if (!runTokens) return {};
  const { team, run: runName } = await agentAttempt(context, cluster, name);
  const run = await findRun(context, team, runName);
  const attempt = run.attempts.find((each) => each.name === name);
  if (!attempt) throw new NotFoundError(`There is no attempt ${name} of run ${runName}.`);
  const id = trackingRunId(attempt);
  const job = await inTransaction(context, async ({ store }) => {
    const revision = await store.findRevision(run.revision);
    if (!revision) throw new NotFoundError(`The Job of ${runName} is not on record.`);
    const program = jobOf(revision, run.trial);
    // First: a run that is opened is to be closed, come what may.
    if (tracking && program.spec.untrusted !== true)
      await store.trackAttempt({ attempt: name, team, trackingRun: id });
    return program;
  });
  if (job.spec.untrusted === true) return { untracked: 'its code is not trusted: it gets no token' };
  const { timeout } = job.spec;
  const patience = ((timeout === undefined ? undefined : parseDuration(timeout)) ?? longest) + grace;
  const token = runTokens.issue({ team, run: runName }, new Date(clock.now().getTime() + patience));
  if (!tracking) return { token };
  const experiment = await experimentOf(tracking, run, clock.now());
  if (!(await ensureRun(tracking, { id, experiment, run, attempt, job }, clock.now())))
    return {
      token,
      untracked: `the experiment ${experiment.name} is deleted: restore it to have runs tracked again`,
    };
  return {
    token,
    tracking: {
      uri: `${tracking.url?.replace(/\/+$/, '') ?? ''}/teams/${team}`,
      experimentId: experiment.id,
      experimentName: experiment.name,
      runId: id,
      token,
    },
  };
}

async function experimentOf(tracking: Tracking, { team, job }: RunDetails, now: Date): Promise<Experiment> {
  const { store } = tracking;
  const artifactRoot = teamArtifactRoot(tracking, team);
  const at = now.getTime();
  await store.openTeam(team, artifactRoot, at);
  const found = await store.findExperimentByName(team, job);
  if (found) return found;
  // Without effect when somebody else makes it at this moment.
  await store.createExperiment(team, { name: job, artifactLocation: undefined, artifactRoot, tags: [], at });
  const made = await store.findExperimentByName(team, job);
  if (made) return made;
  throw new ConflictError(
    `the experiment ${job} of team ${team} was renamed while a run was being opened in it`,
  );
}

interface NewRun {
  readonly id: string;
  readonly experiment: Experiment;
  readonly run: RunDetails;
  readonly attempt: AttemptRecord;
  readonly job: Job;
}

/** False when the experiment is deleted. */
async function ensureRun(
  { store }: Tracking,
  { id, experiment, run, attempt, job }: NewRun,
  now: Date,
): Promise<boolean> {
  if (await store.findRun(run.team, id)) return true;
  try {
    const made = await store.createRun(run.team, {
      id,
      experimentId: experiment.id,
      name: run.name,
      userId: run.requestedBy,
      startTime: now.getTime(),
      tags: trackingTags(run, attempt, job),
    });
    return typeof made === 'object';
  } catch (error) {
    // The agent may have asked twice at once.
    if (await store.findRun(run.team, id)) return true;
    throw error;
  }
}
