import { z } from 'zod';
import { distinct, problemCheck, textThat } from '../fields/check.ts';
import { duration } from '../fields/duration.ts';
import { Image } from '../fields/image.ts';
import { Labels } from '../fields/labels.ts';
import { JobName, Name, TeamName } from '../fields/names.ts';
import { RelativePath } from '../fields/paths.ts';
import { Description } from '../fields/text.ts';
import { Environment } from './environment.ts';
import { Placement } from './placement.ts';
import { PythonEnvironment } from './python.ts';
import { Resources } from './resources.ts';
import { Retries } from './retries.ts';
import { Serving } from './serving.ts';
import { Source } from './source.ts';

const second = 1000;
const day = 86_400_000;

const Argument = z.string().max(32_768);

/** A file or folder that is kept when an attempt has ended. */
export const OutputArtifact = z.strictObject({
  name: Name.describe('Name under which it is stored.'),
  path: RelativePath.describe('File or folder below the working directory.'),
});

const PriorityName = textThat(
  63,
  'a priority: lower-case letters, digits and -, not starting with system-',
  (name) => /^(?!system-)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name),
);

/** What a program is and needs, the same for every kind that runs one. */
export const program = {
  image: Image.describe('Container image. The local agent runs the command on its machine instead.'),
  command: z
    .array(Argument)
    .min(1)
    .max(100)
    .describe('Program to run, with its first arguments. No shell, nothing is expanded.'),
  args: z.array(Argument).max(1000).default([]).describe('Further arguments.'),
  env: Environment.default([]).describe('Variables of its environment.'),
  source: Source.optional().describe('Where its program comes from; left out when the image has it.'),
  python: PythonEnvironment.optional().describe('A Python environment of its own, made by pip.'),
  resources: Resources.prefault({}).describe('What each replica asks for.'),
};

export const stopping = {
  stopGracePeriod: duration(second, 3600 * second)
    .default('30s')
    .describe('Time between SIGTERM and SIGKILL when it is stopped.'),
};

export const placing = {
  priority: PriorityName.optional().describe('Name of the PriorityClass of the cluster.'),
  placement: Placement.optional().describe('Where it may run.'),
};

export const ProgramMetadata = z
  .strictObject({
    name: JobName.describe('Name, unique in its team, at most 48 characters.'),
    team: TeamName.describe('Team that it belongs to.'),
    labels: Labels.optional().describe('Labels of its own, given to what is rendered from it.'),
    description: Description.optional().describe('What it is for.'),
  })
  .describe('What it is called and whose it is.');

/** A program that runs to its end: training, a batch of data, an evaluation. */
export const Job = z
  .strictObject({
    apiVersion: z.literal('slipway.dev/v1').describe('Version of the schema.'),
    kind: z.literal('Job').describe('A program that runs to its end.'),
    metadata: ProgramMetadata,
    spec: z
      .strictObject({
        ...program,
        replicas: z
          .int()
          .min(1)
          .max(1000)
          .default(1)
          .describe('Processes that run side by side; each finds its number in JOB_COMPLETION_INDEX.'),
        retries: Retries.prefault({}).describe('What happens when it fails.'),
        timeout: duration(second, 90 * day)
          .optional()
          .describe('Longest time that one attempt may run; as long as it takes when left out.'),
        ...stopping,
        artifacts: z
          .array(OutputArtifact)
          .max(100)
          .default([])
          .check(distinct((artifact) => artifact.name, 'name'))
          .describe('Outputs that are kept when it has ended.'),
        ...placing,
        serves: Serving.optional().describe(
          'How it is reached while it runs; left out when nobody calls it.',
        ),
        untrusted: z
          .boolean()
          .optional()
          .describe(
            'Whether it runs code of people who do not belong to the team: it gets no token then, is not tracked, and reads no secrets.',
          ),
      })
      .describe('What runs, and how.'),
  })
  .check(
    problemCheck(({ metadata, spec: { untrusted, env, serves } }) => {
      if (untrusted === true && env.some((variable) => 'secret' in variable))
        return 'code that is not trusted gets no secrets';
      // Its Service is called after it.
      if (serves && !/^[a-z]/.test(metadata.name))
        return 'the name of a Job that serves begins with a letter';
      return undefined;
    }),
  );
export type Job = z.output<typeof Job>;
