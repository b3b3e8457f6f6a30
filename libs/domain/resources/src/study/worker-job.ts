import type { Cluster } from '../cluster/cluster.ts';
import { Job } from '../job/job.ts';
import type { SlipwayResource } from '../registry.ts';
import { trialsAtATime, type Study } from './study.ts';
import { trialJob } from './trial-job.ts';

/**
 * A Job as it is rendered. One that is the workers of a Study has a command of `slipway`, and its replicas can become more
 * or fewer while it runs.
 */
export type RunnableJob = Job & { readonly isWorkers?: boolean };

/** What the workers of a Study have of a Job; the timeout is that of a trial. */
const JobSpec = Job.shape.spec.omit({ timeout: true }).strip();

const passes = { arguments: 'args', environment: 'env', file: 'file' } as const;

/**
 * The Job that the workers of a Study are: each asks for trials, runs the program with their values, and tells what came
 * of it, until the study has ended. One Job, however many trials there are.
 */
export function workerJob({ metadata, spec }: Study): RunnableJob {
  const { workers, parameters, command, args, timeout, retries = { limit: 3 } } = spec.trials;
  return {
    apiVersion: 'slipway.dev/v1',
    kind: 'Job',
    metadata,
    spec: {
      ...JobSpec.parse({ ...spec.trials, retries, replicas: workers }),
      command: ['slipway', 'study', 'run', metadata.name],
      args: [
        `--pass=${passes[parameters]}`,
        ...(timeout === undefined ? [] : [`--timeout=${timeout}`]),
        '--',
        ...command,
        ...args,
      ],
    },
    isWorkers: true,
  };
}

/** Whether the command `slipway` has to be brought into its pods: the machine of a local agent has it, images do not. */
export function needsRunner({ isWorkers }: RunnableJob, { spec }: Cluster): boolean {
  return isWorkers === true && spec.provider !== 'local';
}

/** Stands for a trial that is not known yet. */
const anyTrial = { id: 0, parameters: {} };

/** Runs that a resource has at a time: of trials that are Jobs several. */
export const runsAtATime = (resource: SlipwayResource): number =>
  resource.kind === 'Study' && resource.spec.trials.mode === 'jobs' ? trialsAtATime(resource) : 1;

/** What runs when the resource is applied: a Job itself, the workers of a Study or a trial of it, nothing of other kinds. */
export function jobThatRuns(resource: SlipwayResource): RunnableJob | undefined {
  if (resource.kind === 'Job') return resource;
  if (resource.kind !== 'Study') return undefined;
  return resource.spec.trials.mode === 'jobs' ? trialJob(resource, anyTrial) : workerJob(resource);
}
