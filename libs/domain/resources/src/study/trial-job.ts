import { trialCommand, type TrialTask } from '@slipway/studies';
import { Job } from '../job/job.ts';
import type { Study } from './study.ts';

const passes = { arguments: 'args', environment: 'env', file: 'file' } as const;

/** What the trials of a Study have of a Job. */
const JobSpec = Job.shape.spec.strip();

/** The Job that one trial of a Study is: its program with the values of the trial. */
export function trialJob({ metadata, spec }: Study, trial: TrialTask): Job {
  const { replicas = 1, parameters, command, args, env, retries = {} } = spec.trials;
  const given = trialCommand([...command, ...args], metadata.name, trial, passes[parameters]);
  return {
    apiVersion: 'slipway.dev/v1',
    kind: 'Job',
    metadata,
    spec: {
      ...JobSpec.parse({ ...spec.trials, retries, replicas }),
      command: [given.program],
      args: [...given.args],
      env: [...env, ...Object.entries(given.env).map(([name, value]) => ({ name, value }))],
    },
  };
}
