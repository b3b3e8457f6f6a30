import { Name, PageQuery, Timestamp, none } from './field-schemas.ts';
import { endpoint } from './endpoint.ts';
import { z } from './zod.ts';

export const RunState = z.enum([
  'pending',
  'committed',
  'running',
  'backing-off',
  'moving',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
]);
export type RunState = z.infer<typeof RunState>;

export const AttemptState = z.enum([
  'pending',
  'committed',
  'preparing',
  'running',
  'succeeded',
  'failed',
  'stopped',
  'lost',
]);

export const Attempt = z
  .object({
    /** `<run>-<epoch>`; also the name of its Kubernetes Job. */
    name: z.string(),
    /** From 1; a retry or a move is a new attempt with a higher epoch. */
    epoch: z.int(),
    cluster: z.string(),
    state: AttemptState,
    reason: z.string().optional(),
    exitCode: z.int().optional(),
    /** Change that put its manifest into the environment repository, and the commit once there is one. */
    change: z.string(),
    commit: z.string().optional(),
    createdAt: Timestamp,
    startedAt: Timestamp.optional(),
    endedAt: Timestamp.optional(),
  })
  .openapi('Attempt');
export type Attempt = z.infer<typeof Attempt>;

export const MetricValue = z
  .object({ name: z.string(), value: z.number(), step: z.int().optional(), at: Timestamp })
  .openapi('MetricValue');
export const Artifact = z
  .object({ name: z.string(), attempt: z.string(), bytes: z.int(), sha256: z.string() })
  .openapi('Artifact');

/** The run of the model registry that tracks an attempt. */
export const TrackedRun = z
  .object({
    attempt: z.string(),
    experimentId: z.string(),
    runId: z.string(),
    status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
    /** The run in MLflow's API; absolute, or a path below the URL of this server. */
    link: z.string(),
    params: z.array(z.object({ name: z.string(), value: z.string() })),
    /** Latest value of each metric; one that is not finite as text. */
    metrics: z.array(z.object({ name: z.string(), value: z.union([z.number(), z.string()]), step: z.int() })),
  })
  .openapi('TrackedRun');
export type TrackedRun = z.infer<typeof TrackedRun>;

export const Run = z
  .object({
    /** `<job>-<suffix>`, unique in its team. */
    name: z.string(),
    team: z.string(),
    job: z.string(),
    /** Generation of the Job that runs. */
    generation: z.int(),
    state: RunState,
    /** Where its next attempt goes; while it moves, the newest one is still on another. */
    cluster: z.string(),
    reason: z.string().optional(),
    requestedBy: z.string(),
    createdAt: Timestamp,
    startedAt: Timestamp.optional(),
    endedAt: Timestamp.optional(),
    /** 0 to 1, as the program reports it. */
    progress: z.number().optional(),
    progressMessage: z.string().optional(),
    attempts: z.array(Attempt),
    /** Latest value of each metric. */
    metrics: z.array(MetricValue),
    artifacts: z.array(Artifact),
    /** How its newest tracked attempt is tracked; only where a single run is asked for. */
    tracked: TrackedRun.optional(),
    /** Commit that removed the ended run from the applied path, so that it never executes twice. */
    retiredBy: z.string().optional(),
  })
  .openapi('Run');
export type Run = z.infer<typeof Run>;

export const RunEvent = z
  .object({
    /** Ascending; resume a watch with `after`. */
    id: z.string(),
    at: Timestamp,
    team: z.string(),
    run: z.string(),
    attempt: z.string().optional(),
    /** accepted, committed, picked-up, preparing, started, progress, metric, artifact, warning, ended, backing-off, cancelling, moving, finished, retired */
    type: z.string(),
    message: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('RunEvent');
export type RunEvent = z.infer<typeof RunEvent>;

const RunParams = z.object({ team: Name, run: Name });

export const runEndpoints = {
  startRun: endpoint({
    id: 'startRun',
    method: 'post',
    path: '/v1/teams/{team}/jobs/{name}/runs',
    summary: 'Run a Job again as it stands.',
    access: 'team-write',
    params: z.object({ team: Name, name: Name }),
    query: none,
    body: z.object({ reason: z.string().max(500).optional() }),
    status: 202,
    response: Run,
  }),
  listRuns: endpoint({
    id: 'listRuns',
    method: 'get',
    path: '/v1/teams/{team}/runs',
    summary: 'Runs of a team, newest first.',
    access: 'team-read',
    params: z.object({ team: Name }),
    query: PageQuery.extend({ job: Name.optional(), state: RunState.optional() }),
    status: 200,
    response: z.object({ items: z.array(Run), cursor: z.string().optional() }),
  }),
  getRun: endpoint({
    id: 'getRun',
    method: 'get',
    path: '/v1/teams/{team}/runs/{run}',
    summary: 'One run with its attempts, latest metrics and artifacts.',
    access: 'team-read',
    params: RunParams,
    query: none,
    status: 200,
    response: Run,
  }),
  cancelRun: endpoint({
    id: 'cancelRun',
    method: 'post',
    path: '/v1/teams/{team}/runs/{run}/cancel',
    summary: 'Cancel a run: its manifest is removed from git and its processes are stopped. Idempotent.',
    access: 'team-write',
    params: RunParams,
    query: none,
    body: z.object({ reason: z.string().max(500).optional() }),
    status: 202,
    response: Run,
  }),
  moveRun: endpoint({
    id: 'moveRun',
    method: 'post',
    path: '/v1/teams/{team}/runs/{run}/move',
    summary:
      'Move a run to another cluster: its attempt is withdrawn by a commit, and when its cluster has confirmed that nothing of it runs any more, the next attempt is committed to the other one. Idempotent.',
    access: 'team-write',
    params: RunParams,
    query: none,
    /** Without a cluster it goes wherever its placement finds room. */
    body: z.object({ cluster: Name.optional(), reason: z.string().max(500).optional() }),
    status: 202,
    response: Run,
  }),
  runLogs: endpoint({
    id: 'runLogs',
    method: 'get',
    path: '/v1/teams/{team}/runs/{run}/logs',
    summary:
      'Log of the newest (or the named) attempt as it was written; with follow until the attempt has ended.',
    access: 'team-read',
    params: RunParams,
    query: z.object({
      epoch: z.coerce.number().int().min(1).optional(),
      index: z.coerce.number().int().min(0).default(0),
      follow: z.stringbool().default(false),
      /** Start at this byte. */
      offset: z.coerce.number().int().min(0).default(0),
    }),
    status: 200,
    response: z.string(),
    responseStream: 'bytes',
  }),
  runMetrics: endpoint({
    id: 'runMetrics',
    method: 'get',
    path: '/v1/teams/{team}/runs/{run}/metrics',
    summary: 'History of one metric of a run, in the order it was reported.',
    access: 'team-read',
    params: RunParams,
    query: PageQuery.extend({ name: z.string().max(250).optional() }),
    status: 200,
    response: z.object({ items: z.array(MetricValue), cursor: z.string().optional() }),
  }),
  getArtifact: endpoint({
    id: 'getArtifact',
    method: 'get',
    path: '/v1/teams/{team}/runs/{run}/artifacts/{name}',
    summary: 'Content of an output artifact of the newest attempt that has it.',
    access: 'team-read',
    params: RunParams.extend({ name: Name }),
    query: none,
    status: 200,
    response: z.string(),
    responseStream: 'bytes',
  }),
  watchRuns: endpoint({
    id: 'watchRuns',
    method: 'get',
    path: '/v1/teams/{team}/events',
    summary: 'Events of the runs of a team as they happen; after resumes without a gap.',
    access: 'team-read',
    params: z.object({ team: Name }),
    query: z.object({
      run: Name.optional(),
      after: z.string().max(30).optional(),
      follow: z.stringbool().default(true),
    }),
    status: 200,
    response: RunEvent,
    responseStream: 'events',
  }),
};
