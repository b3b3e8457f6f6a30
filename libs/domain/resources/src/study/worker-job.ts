import type { Job } from '../job/job.ts';
import type { SlipwayResource } from '../registry.ts';
import type { Study } from './study.ts';

/** A Job as it is rendered. The replicas of an elastic one can become more or fewer while it runs. */
export type RunnableJob = Job & { readonly isElastic?: boolean };

const passes = { arguments: 'args', environment: 'env', file: 'file' } as const;

/**
 * The Job that the workers of a Study are: each asks for trials, runs the program with their values, and tells what came
 * of it, until the study has ended. One Job, however many trials there are.
 */
export function workerJob({ metadata, spec }: Study): RunnableJob {
  const { workers, parameters, command, args, timeout, ...rest } = spec.trials;
  return {
    apiVersion: 'slipway.dev/v1',
    kind: 'Job',
    metadata,
    spec: {
      ...rest,
      command: ['slipway', 'study', 'run', metadata.name],
      args: [
        `--pass=${passes[parameters]}`,
        ...(timeout === undefined ? [] : [`--timeout=${timeout}`]),
        '--',
        ...command,
        ...args,
      ],
      replicas: workers,
      artifacts: [],
    },
    isElastic: true,
  };
}

/** What runs when the resource is applied: a Job itself, the workers of a Study, nothing of other kinds. */
export function jobThatRuns(resource: SlipwayResource): RunnableJob | undefined {
  if (resource.kind === 'Job') return resource;
  return resource.kind === 'Study' ? workerJob(resource) : undefined;
}
