import { renderAttempt, teamFiles, withdrawAttempt } from '@slipway/render';
import { Cluster, parseResources, type Job, type Team } from '@slipway/resources';

export interface AttemptFileOptions {
  /** `<job>-<suffix>-<epoch>` */
  readonly attempt: string;
  readonly team?: string;
  readonly command: readonly string[];
  /** As in a Job: literals and references of secrets. */
  readonly env?: readonly object[];
  readonly replicas?: number;
  /** As workers of a Study: their number can change. */
  readonly isWorkers?: boolean;
  readonly timeoutSeconds?: number;
  readonly graceSeconds?: number;
  readonly resources?: Readonly<Record<string, unknown>>;
  /** Source files by their path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly git?: { readonly url: string; readonly revision: string };
  readonly requirements?: readonly string[];
  readonly withdrawn?: boolean;
  readonly artifacts?: readonly { readonly name: string; readonly path: string }[];
}

const day = '2026-11-24';
const cluster = Cluster.parse({
  apiVersion: 'slipway.dev/v1',
  kind: 'Cluster',
  metadata: { name: 'local' },
  spec: { provider: 'local', reconciler: 'local' },
});

export const attemptPath = (attempt: string): string => `clusters/local/runs/research/${day}/${attempt}.yaml`;
export const teamPath = (team: string): string => `clusters/local/teams/${team}/team.yaml`;

/** The file of an attempt, as the scheduler has it rendered. */
export function attemptFile(options: AttemptFileOptions): string {
  const { attempt, team = 'research', files = {}, git, timeoutSeconds, requirements } = options;
  const [, run = '', epoch = ''] = /^(.+)-(\d+)$/.exec(attempt) ?? [];
  const sources = Object.keys(files);
  const spec = {
    image: 'python:3.13',
    command: options.command,
    env: options.env,
    replicas: options.replicas,
    resources: options.resources,
    artifacts: options.artifacts,
    stopGracePeriod: `${String(options.graceSeconds ?? 5)}s`,
    ...(timeoutSeconds !== undefined && { timeout: `${String(timeoutSeconds)}s` }),
    ...(sources.length > 0 && { source: { files: sources } }),
    ...(git && { source: { git } }),
    ...(requirements && { python: { requirements } }),
  };
  const job = resource<Job>('Job', { name: run.replace(/-[^-]+$/, ''), team }, spec);
  const content = sources.map((path) => ({ path, content: files[path] ?? '' }));
  const file = renderAttempt({
    job: { ...job, isWorkers: options.isWorkers === true },
    files: content,
    cluster,
    run,
    epoch: Number(epoch),
    day,
  });
  return (options.withdrawn ? withdrawAttempt(file) : file).content;
}

/** The manifests of a team, as the scheduler has them rendered. */
export function teamFile(team: string, quota?: object): string {
  const [file] = teamFiles({ team: resource<Team>('Team', { name: team }, { quota }), cluster });
  return file?.content ?? '';
}

function resource<R extends Job | Team>(kind: R['kind'], metadata: object, spec: object): R {
  const text = JSON.stringify({ apiVersion: 'slipway.dev/v1', kind, metadata, spec });
  const found = parseResources('test', text).find((one): one is R => one.kind === kind);
  if (found === undefined) throw new TypeError(`the test's ${kind} is none`);
  return found;
}
