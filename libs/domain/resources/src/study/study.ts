import { InvalidInputError } from '@slipway/kernel';
import { defineStudy, Duration, StudySpec } from '@slipway/studies';
import { z } from 'zod';
import { duration } from '../fields/duration.ts';
import { JobName } from '../fields/names.ts';
import { placing, program, ProgramMetadata, stopping } from '../job/job.ts';
import { Retries } from '../job/retries.ts';

const second = 1000;
const day = 86_400_000;

/** How a trial's program gets its values. */
const Handover = z.enum(['arguments', 'environment', 'file']);

/** How trials run. */
const Mode = z.enum(['workers', 'jobs']);

/** The program that is run for each trial: by workers that ask for trials until the study has ended, or as a Job of its own. */
const Trials = z.strictObject({
  mode: Mode.default('workers').describe(
    'How trials run. workers: one Job of workers, each of which runs one trial after the other. jobs: each trial is a Job of its own, for trials with several replicas or an accelerator for each.',
  ),
  workers: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('Trials at a time: so many workers run side by side. Of mode workers.'),
  parallelism: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Trials at a time, started in waves when at least half of the places are free; 1 when left out. Of mode jobs.',
    ),
  replicas: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'Processes of each trial, which find their number in JOB_COMPLETION_INDEX; 1 when left out. Of mode jobs.',
    ),
  parameters: Handover.default('arguments').describe(
    'How the program gets its values: as --name=value after its arguments, in its environment alone, or in the JSON file that SLIPWAY_PARAMETERS_FILE names. SLIPWAY_PARAMETERS (JSON) and SLIPWAY_PARAMETER_<NAME> are always set.',
  ),
  ...program,
  timeout: duration(second, 90 * day)
    .optional()
    .describe('Longest time that one trial may run; then it has failed.'),
  retries: Retries.optional().describe(
    'What happens when the workers fail: they are started again, 3 times when left out; a failed trial is a result, and no failure of its worker. With mode jobs, how often a trial is tried again that fails, not at all when left out.',
  ),
  ...stopping,
  ...placing,
});

/** Where the best values go when the study has ended. */
const Target = z.strictObject({
  job: JobName.describe('Job of the same team whose arguments or variables are set to the best values.'),
  parameters: z
    .enum(['arguments', 'environment'])
    .default('arguments')
    .describe('Whether they are set as --name=value in args, or in env.'),
});

/** A search for the best values of parameters, by trials that workers run on a cluster. */
export const Study = z.strictObject({
  apiVersion: z.literal('slipway.dev/v1').describe('Version of the schema.'),
  kind: z.literal('Study').describe('A search for the best values of parameters.'),
  metadata: ProgramMetadata,
  spec: StudySpec.omit({ parallelism: true })
    .extend({
      lease: Duration.default('2m').describe(
        'How long a worker may be silent before its trial is handed out again; workers say three times as often that they live.',
      ),
      trials: Trials.describe('What a trial runs, and how many at a time.'),
      target: Target.optional().describe('Where the best values go when it has ended.'),
    })
    .check(({ value, issues }) => {
      issues.push(...definitionIssues(value), ...modeIssues(value));
    })
    .describe('What is searched, what ends the search, and what a trial runs.'),
});
export type Study = z.output<typeof Study>;

/** The search of a Study, as the tuning service takes it. */
export function searchOf({ spec }: Pick<Study, 'spec'>): StudySpec {
  return StudySpec.strip().parse({ ...spec, parallelism: trialsAtATime({ spec }) });
}

/** How many trials may run at a time. */
export const trialsAtATime = ({ spec: { trials } }: Pick<Study, 'spec'>): number =>
  trials.mode === 'jobs' ? (trials.parallelism ?? 1) : trials.workers;

/** Fields that mean nothing in the mode that was chosen. */
function modeIssues({
  sampler,
  trials,
}: Pick<StudySpec, 'sampler'> & { readonly trials: z.output<typeof Trials> }): z.core.$ZodRawIssue[] {
  const { mode, workers, parallelism, replicas, parameters } = trials;
  const problems: readonly (readonly [keyof typeof trials, boolean, string])[] =
    mode === 'jobs'
      ? [
          [
            'mode',
            sampler === 'pbt',
            'a population is trained by workers: with mode jobs a trial is not told which one it goes on from',
          ],
          [
            'workers',
            workers !== 1,
            'with mode jobs there are no workers: parallelism says how many trials run at a time',
          ],
          [
            'parameters',
            parameters === 'file',
            'with mode jobs there is no file: SLIPWAY_PARAMETERS has the values as JSON',
          ],
        ]
      : [
          [
            'parallelism',
            parallelism !== undefined,
            'workers says how many trials run at a time; parallelism is of mode jobs',
          ],
          [
            'replicas',
            replicas !== undefined,
            'a worker is one process; trials with several are of mode jobs',
          ],
        ];
  return problems
    .filter(([, isWrong]) => isWrong)
    .map(([field, , message]) => ({
      code: 'custom',
      input: trials[field],
      path: ['trials', field],
      message,
      params: { problem: message },
    }));
}

/** What the schema can't say: spaces that hold nothing, samplers that do not exist, options that a rule does not take. */
function definitionIssues(spec: Study['spec']): z.core.$ZodRawIssue[] {
  try {
    defineStudy(searchOf({ spec }));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const found = error.issues.length > 0 ? error.issues : [{ path: '', message: error.message }];
    return found.map(({ path = '', message }) => {
      const names = pathOf(path);
      return {
        code: 'custom',
        input: valueAt(spec, names),
        path: names,
        message,
        params: { problem: message },
      };
    });
  }
}

const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (here, name) => (here as Readonly<Record<string, unknown>> | undefined)?.[name],
    value,
  );

/** `parameters[2].low` as names and indices. Trials at a time are workers here. */
const pathOf = (text: string): (string | number)[] =>
  [...(text === 'parallelism' ? 'trials.workers' : text).matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(
    ([name, index]) => (index === undefined ? name : Number(index)),
  );
