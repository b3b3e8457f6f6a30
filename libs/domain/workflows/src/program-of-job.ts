import { kinds, type Workflow, type WorkflowJob } from '@slipway/resources';
import { previewUrlOf } from './check-of-job.ts';
import { isUntrusted, kindOf, type WorkflowPlan } from './transition.ts';
import type { WorkflowEvent } from './workflow-event.ts';
import type { WorkflowRun } from './workflow-run.ts';

type Job = ReturnType<typeof kinds.Job.parse>;

export interface ProgramPlace {
  readonly team: string;
  /** Address that the repository is cloned from. */
  readonly cloneUrl: string;
  /**
   * Image that runs `buildctl`, where the BuildKit daemon answers, and the Secret with the certificates by which both know
   * each other.
   */
  readonly builder: {
    readonly image: string;
    readonly address: string | undefined;
    readonly certificates: string | undefined;
  };
}

/** Name of the Job that a job of a workflow is: its runs, its experiment and its metrics are called after it. */
const jobNameOf = ({ metadata }: Workflow, job: string): string => `${metadata.name}-${job}`;

/**
 * The Job that executes a job of a workflow: its program, with the commit as its source. The code of a fork gets no secrets,
 * and no token.
 * What the schema of Workflow takes, that of Job takes too.
 */
export function programOfJob(
  plan: WorkflowPlan,
  run: WorkflowRun,
  spec: WorkflowJob,
  place: ProgramPlace,
): Job {
  const { workflow, event } = plan;
  const untrusted = isUntrusted(event);
  const program = spec.build ? buildProgram(spec.build, event.commit, place) : ownProgram(spec, run, event);
  return kinds.Job.parse({
    apiVersion: workflow.apiVersion,
    kind: 'Job',
    metadata: {
      name: jobNameOf(workflow, spec.name),
      team: place.team,
      description: `Job ${spec.name} of the workflow ${workflow.metadata.name}`,
    },
    spec: {
      ...program,
      source: { git: { url: place.cloneUrl, revision: event.commit } },
      ...(untrusted ? { untrusted, env: program.env.filter((variable) => !('secret' in variable)) } : {}),
    },
  });
}

type ProgramSpec = { readonly env: Job['spec']['env'] } & Readonly<Record<string, unknown>>;

function ownProgram(spec: WorkflowJob, run: WorkflowRun, event: WorkflowEvent): ProgramSpec {
  const program = spec.run ?? spec.preview;
  if (!program) throw new TypeError(`a job with ${kindOf(spec)} runs no program`);
  const { command, args, env, python, resources, priority, placement, stopGracePeriod } = program;
  const image = program.image ?? builtImage(run, program.imageFrom);
  const common = { command, args, env, python, resources, priority, placement, stopGracePeriod, image };
  if (spec.run) {
    const { replicas, retries, timeout, artifacts } = spec.run;
    return { ...common, replicas, retries, timeout, artifacts };
  }
  // It is up until it is stopped: one that fails is started again.
  return {
    ...common,
    ...{ timeout: spec.preview?.lifetime, retries: { limit: 20 }, serves: servingOf(spec, event) },
  };
}

function servingOf(spec: WorkflowJob, event: WorkflowEvent): Job['spec']['serves'] {
  const port = spec.preview?.port;
  const url = previewUrlOf(spec, event);
  return port === undefined || url === undefined ? undefined : { port, host: new URL(url).hostname };
}

function builtImage({ jobs }: WorkflowRun, name: string | undefined): string {
  const image = jobs.find((job) => job.name === name)?.result?.image;
  if (image === undefined) throw new TypeError(`the job ${String(name)} has built no image`);
  return image;
}

/**
 * Prints what BuildKit says of the image as one line of JSON. What is to be built is given to it as arguments, and keys by
 * files that it alone sees. It keeps its own files there too: its home is what is built, and would get into the image.
 */
const script = `
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DOCKER_CONFIG="$scratch"
if [ -n "\${DOCKER_AUTH_CONFIG:-}" ]; then
  printf %s "$DOCKER_AUTH_CONFIG" > "$scratch/config.json"
fi
if [ -n "\${BUILDKIT_TLS_KEY:-}" ]; then
  printf %s "$BUILDKIT_TLS_CA" > "$scratch/ca.crt"
  printf %s "$BUILDKIT_TLS_CERT" > "$scratch/tls.crt"
  printf %s "$BUILDKIT_TLS_KEY" > "$scratch/tls.key"
  set -- --tlscacert "$scratch/ca.crt" --tlscert "$scratch/tls.crt" --tlskey "$scratch/tls.key" "$@"
fi
buildctl "$@" --metadata-file "$scratch/build.json"
tr -d "\\n" < "$scratch/build.json"
echo
`.trim();

function buildProgram(
  build: NonNullable<WorkflowJob['build']>,
  commit: string,
  { builder }: ProgramPlace,
): ProgramSpec {
  const context = build.context ?? '.';
  const options = [
    'filename=' + build.dockerfile,
    ...(build.target === undefined ? [] : [`target=${build.target}`]),
    ...Object.entries(build.arguments ?? {}).map(([name, value]) => `build-arg:${name}=${value}`),
  ];
  const { resources, timeout, priority, placement, credentials } = build;
  return {
    ...{ resources, timeout, priority, placement, image: builder.image },
    command: ['sh', '-euc', script, 'build'],
    args: [
      ...(builder.address === undefined ? [] : ['--addr', builder.address]),
      ...['build', '--progress', 'plain', '--frontend', 'dockerfile.v0'],
      ...['--local', `context=${context}`, '--local', `dockerfile=${context}`],
      ...options.flatMap((option) => ['--opt', option]),
      ...['--output', `type=image,name=${build.image}:${commit},push=true`],
    ],
    env: [
      ...(credentials ? [{ name: 'DOCKER_AUTH_CONFIG', secret: credentials }] : []),
      ...(builder.certificates === undefined ? [] : certificatesOf(builder.certificates)),
    ],
    retries: { limit: 1 },
  };
}

/** In the keys of a Secret of the type kubernetes.io/tls, with its authority, as cert-manager writes it. */
const certificatesOf = (name: string): Job['spec']['env'] => [
  { name: 'BUILDKIT_TLS_CA', secret: { name, key: 'ca.crt' } },
  { name: 'BUILDKIT_TLS_CERT', secret: { name, key: 'tls.crt' } },
  { name: 'BUILDKIT_TLS_KEY', secret: { name, key: 'tls.key' } },
];

/** The image of a build by its digest, as the log of the build says; undefined when it does not. */
export function imageInLog(log: string, image: string): string | undefined {
  for (const line of log.split('\n').reverse()) {
    if (!line.includes('containerimage.digest')) continue;
    const [, digest] = /"containerimage\.digest"\s*:\s*"(sha256:[0-9a-f]{64})"/.exec(line) ?? [];
    if (digest !== undefined) return `${image}@${digest}`;
  }
  return undefined;
}
