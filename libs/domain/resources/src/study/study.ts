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

/** The program that is run for each trial, by workers that ask for trials until the study has ended. */
const Trials = z.strictObject({
  workers: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('Trials at a time: so many workers run side by side.'),
  parameters: Handover.default('arguments').describe(
    'How the program gets its values: as --name=value after its arguments, in its environment alone, or in the JSON file that SLIPWAY_PARAMETERS_FILE names. SLIPWAY_PARAMETERS (JSON) and SLIPWAY_PARAMETER_<NAME> are always set.',
  ),
  ...program,
  timeout: duration(second, 90 * day)
    .optional()
    .describe('Longest time that one trial may run; then it has failed.'),
  retries: Retries.prefault({ limit: 3 }).describe(
    'What happens when the workers fail; a failed trial is a result, and no failure of its worker.',
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
      issues.push(...definitionIssues(value));
    })
    .describe('What is searched, what ends the search, and what a trial runs.'),
});
export type Study = z.output<typeof Study>;

/** The search of a Study, as the tuning service takes it. */
export function searchOf({ spec }: Pick<Study, 'spec'>): StudySpec {
  return StudySpec.strip().parse({ ...spec, parallelism: spec.trials.workers });
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
