import { z } from 'zod';
import { distinct, problemCheck, textLike } from '../fields/check.ts';
import { duration } from '../fields/duration.ts';
import { Image } from '../fields/image.ts';
import { HostName, TeamName } from '../fields/names.ts';
import { RelativePath } from '../fields/paths.ts';
import { Description, line } from '../fields/text.ts';
import { SecretReference } from '../job/environment.ts';
import { OutputArtifact, placing, program, stopping } from '../job/job.ts';
import { Retries } from '../job/retries.ts';
import { ServingPort } from '../job/serving.ts';
import { jobsProblems } from './jobs-problems.ts';
import { Concurrency, Triggers, workflowEvents } from './triggers.ts';

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

const nameRule =
  'a name of at most 23 lower-case letters, digits and -, starting and ending with a letter or digit';
/** Two of them and a hyphen are the name of a Job. */
const ShortName = textLike(23, nameRule, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);

const jobName = ShortName.describe('Name of another job of the workflow.');

/** What a job runs: as a Job, with the commit of the workflow run as its source. */
const workflowProgram = {
  image: Image.optional().describe(
    'Container image; or imageFrom. The local agent runs the command on its machine instead.',
  ),
  imageFrom: jobName.optional().describe('A job with build, whose image is taken by its digest.'),
  command: program.command,
  args: program.args,
  env: program.env,
  python: program.python,
  resources: program.resources,
  ...placing,
};

const Run = z.strictObject({
  ...workflowProgram,
  replicas: z.int().min(1).max(1000).default(1).describe('Processes that run side by side.'),
  retries: Retries.prefault({}).describe('What happens when it fails.'),
  timeout: duration(second, 30 * day)
    .default('6h')
    .describe('Longest time that one attempt may run.'),
  ...stopping,
  artifacts: z
    .array(OutputArtifact)
    .max(100)
    .default([])
    .check(distinct((artifact) => artifact.name, 'name'))
    .describe('Outputs that are kept when it has ended.'),
});

const Build = z.strictObject({
  image: textLike(
    200,
    'the name of an image without tag and digest, such as ghcr.io/acme/digits',
    /^([A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
  ).describe('Image that is built and pushed; its tag is the commit.'),
  context: RelativePath.optional().describe('Folder that is built; the whole repository when left out.'),
  dockerfile: RelativePath.default('Dockerfile').describe('Path of the Dockerfile in the context.'),
  target: textLike(100, 'the name of a stage', /^[\w.-]+$/)
    .optional()
    .describe('Stage of the Dockerfile.'),
  arguments: z
    .record(
      z
        .string()
        .max(100)
        .regex(/^[A-Za-z_]\w*$/, { error: 'the name of a build argument' }),
      line(1_000),
    )
    .check(problemCheck((given) => (Object.keys(given).length > 100 ? 'more than 100 arguments' : undefined)))
    .optional()
    .describe('Build arguments. They are part of the image: no secrets.'),
  credentials: SecretReference.optional().describe(
    "Where config.json of Docker is kept, which opens the registry: a Secret in the team's namespace, and its key.",
  ),
  resources: program.resources,
  timeout: duration(second, day).default('1h').describe('Longest time that it may take.'),
  ...placing,
});

const metricName = textLike(250, 'the name of a metric', /^[A-Za-z_][\w./@%-]*$/);

const Threshold = z
  .strictObject({
    metric: metricName.describe('Its last value counts.'),
    min: z.number().optional().describe('Lowest value that passes.'),
    max: z.number().optional().describe('Highest value that passes.'),
  })
  .check(
    problemCheck(({ min, max }) =>
      min === undefined && max === undefined ? 'expected min or max' : undefined,
    ),
  );

const modelName = line(256).min(1);
const aliasName = textLike(255, 'an alias: letters, digits, _ and -', /^[\w-]+$/);

const Champion = z.strictObject({
  model: modelName.describe('Registered model of the team.'),
  alias: aliasName.default('champion').describe('Alias of the version to compare with.'),
  metrics: z
    .array(
      z.strictObject({
        metric: metricName.describe(
          'Its last value in the run that the version was made from: tracked or reported.',
        ),
        direction: z.enum(['maximize', 'minimize']).default('maximize').describe('Which way is better.'),
        tolerance: z.number().min(0).default(0).describe('How much worse it may be and still pass.'),
      }),
    )
    .min(1)
    .max(50)
    .check(distinct(({ metric }) => metric, 'metric'))
    .describe('What has to be as good.'),
});

const Evaluate = z
  .strictObject({
    job: jobName.describe(
      'Job whose metrics are judged: those it reports, and those it logs with MLflow, which count where it does both.',
    ),
    thresholds: z.array(Threshold).max(50).default([]).describe('Bounds that they have to keep.'),
    champion: Champion.optional().describe(
      'Version that they have to be as good as; without such a version there is nothing to compare with, and it passes.',
    ),
  })
  .check(
    problemCheck(({ thresholds, champion }) =>
      thresholds.length === 0 && champion === undefined ? 'expected thresholds or champion' : undefined,
    ),
  );

const Register = z.strictObject({
  model: modelName.describe('Registered model of the team; made when there is none.'),
  job: jobName.describe('Job that has logged the model to its run of tracking.'),
  path: RelativePath.default('model').describe(
    'Folder of the model among the artifacts of that run, or else the name that the run has logged it by.',
  ),
  description: Description.optional().describe('Description of the version.'),
});

const Promote = z.strictObject({
  job: jobName.describe('Job with register, whose version is promoted.'),
  alias: aliasName
    .default('champion')
    .describe(
      'Alias that shall point to it. One that slipway.yaml of the environment protects is proposed by a pull request there.',
    ),
});

const Preview = z
  .strictObject({
    ...workflowProgram,
    lifetime: duration(60 * second, 14 * day)
      .default('1d')
      .describe(
        'How long it stays at the most. It ends when the pull request is closed or gets new commits.',
      ),
    ...stopping,
    url: z
      .string()
      .max(500)
      .regex(/^https?:\/\/\S+$/, { error: 'an http or https address' })
      .optional()
      .describe('Where people see it; {number} stands for that of the pull request.'),
    port: ServingPort.optional().describe(
      'Port that it answers HTTP at: the gateway of its cluster passes on what is sent to the host of url.',
    ),
  })
  .check(
    problemCheck(({ port, url }) => {
      if (port === undefined) return undefined;
      const host = url === undefined ? undefined : URL.parse(url.replaceAll('{number}', '1'))?.hostname;
      return HostName.safeParse(host).success
        ? undefined
        : 'with a port it needs a url whose host is a name, as in https://pr-{number}.vision.preview.example.org';
    }),
  );

export const jobKinds = ['run', 'build', 'evaluate', 'register', 'promote', 'preview'] as const;
export type WorkflowJobKind = (typeof jobKinds)[number];

const WorkflowJob = z
  .strictObject({
    name: ShortName.describe('Name, unique in the workflow.'),
    needs: z
      .array(jobName)
      .max(50)
      .default([])
      .describe('Jobs that have to succeed first; those that it names by imageFrom or job do so anyway.'),
    on: z
      .array(z.enum(workflowEvents))
      .min(1)
      .optional()
      .describe('Events after which it runs; after others it is skipped. Left out: it runs after any.'),
    run: Run.optional().describe('Runs a program: a test, a training, a batch of data.'),
    build: Build.optional().describe('Builds an image with BuildKit, pushes it and keeps its digest.'),
    evaluate: Evaluate.optional().describe('Judges metrics by thresholds and against the champion.'),
    register: Register.optional().describe('Makes a version of a registered model.'),
    promote: Promote.optional().describe('Moves an alias to the version, or proposes it.'),
    preview: Preview.optional().describe('Keeps a program up as long as the pull request is open.'),
  })
  .check(
    problemCheck((job) => {
      const given = jobKinds.filter((kind) => job[kind] !== undefined);
      if (given.length === 1) return undefined;
      return given.length === 0
        ? `expected one of ${jobKinds.join(', ')}`
        : `expected one of ${given.join(' and ')}, not both`;
    }),
  );
export type WorkflowJob = z.output<typeof WorkflowJob>;

/** What is done with the code of a repository when it changes, in the slipway.yaml at its root. */
export const Workflow = z
  .strictObject({
    apiVersion: z.literal('slipway.dev/v1').describe('Version of the schema.'),
    kind: z
      .literal('Workflow')
      .describe(
        'What is done with the code of a repository when it changes, in the slipway.yaml at its root.',
      ),
    metadata: z
      .strictObject({
        name: ShortName.describe('Name, unique in its repository.'),
        team: TeamName.optional().describe(
          'Team that it runs as; needed when the repository belongs to several.',
        ),
        description: Description.optional().describe('What it is for.'),
      })
      .describe('What it is called and whose it is.'),
    spec: z
      .strictObject({
        on: Triggers,
        concurrency: Concurrency.prefault({}).describe('Which runs are at work at the same time.'),
        jobs: z
          .array(WorkflowJob)
          .min(1)
          .max(50)
          .check(distinct(({ name }) => name, 'name'))
          .check(({ value, issues }) => {
            issues.push(...jobsProblems(value));
          })
          .describe(
            'What is done, each by one of run, build, evaluate, register, promote and preview. Jobs that need no others run side by side.',
          ),
      })
      .describe('What starts it, and what it does.'),
  })
  .check(
    problemCheck(({ metadata, spec }) =>
      spec.jobs.some(({ preview }) => preview?.port !== undefined) && !/^[a-z]/.test(metadata.name)
        ? 'the name of a workflow with a preview that has a port begins with a letter'
        : undefined,
    ),
  );
export type Workflow = z.output<typeof Workflow>;
