import { Name, Timestamp, none } from './field-schemas.ts';
import { endpoint } from './endpoint.ts';
import { ReportedStatus } from './cluster-status.ts';
import { limits } from './resources.ts';
import { z } from './zod.ts';

const text = z.string().max(2000);

/** What an agent observed of an attempt. Facts only: the scheduler decides what follows. */
export const AttemptReport = z
  .discriminatedUnion('type', [
    /** The manifest was seen; `ignored` are the fields that this runtime does not honour, with the reason. */
    z.object({
      type: z.literal('picked-up'),
      ignored: z.array(text).max(50),
      /** What executes the attempt: the uid of its Job. The same name may come again; this does not. */
      execution: z.string().max(100).optional(),
    }),
    z.object({ type: z.literal('preparing'), step: z.enum(['runner', 'source', 'python']), message: text }),
    /** All processes of the attempt have been started. */
    z.object({ type: z.literal('started'), replicas: z.int() }),
    z.object({
      type: z.literal('metric'),
      name: z.string().max(250),
      value: z.number(),
      step: z.int().optional(),
    }),
    z.object({ type: z.literal('progress'), fraction: z.number().min(0).max(1), message: text.optional() }),
    z.object({ type: z.literal('artifact'), name: z.string().max(63), bytes: z.int(), sha256: z.string() }),
    z.object({ type: z.literal('warning'), message: text }),
    z.object({
      type: z.literal('ended'),
      /** stopped: because its manifest was removed. lost: the machine or the supervisor died, nobody knows the exit code. */
      outcome: z.enum(['succeeded', 'failed', 'stopped', 'lost']),
      reason: text,
      exitCode: z.int().optional(),
    }),
  ])
  .openapi('AttemptReport');
export type AttemptReport = z.infer<typeof AttemptReport>;

export const ReportEnvelope = z
  .object({
    team: Name,
    run: Name,
    attempt: Name,
    /** From 1 without gaps for each attempt: what the scheduler has seen it ignores, a gap it refuses. */
    sequence: z.int().min(1),
    at: Timestamp,
    report: AttemptReport,
  })
  .openapi('ReportEnvelope');
export type ReportEnvelope = z.infer<typeof ReportEnvelope>;

/** How the programs of an attempt reach the run that tracks them, in the terms of MLflow's client. */
export const Tracking = z
  .object({
    /** Absolute, or a path below the URL of this server. */
    uri: z.string(),
    experimentId: z.string(),
    experimentName: z.string(),
    runId: z.string(),
    /** For this team's tracking alone, and for the time that the attempt may take. */
    token: z.string(),
  })
  .openapi('Tracking');
export type Tracking = z.infer<typeof Tracking>;

/**
 * Number of the agent's session, from `openSession`. Once a cluster has had one, requests of an older session are refused
 * (412): of two replicas of an agent, the one that was replaced can no longer write.
 */
const Session = z.int().min(1);

/** How far the log of a process was read at its origin, in the agent's own terms. */
const Mark = z.string().max(200);

const AttemptParams = z.object({ cluster: Name, attempt: Name });

export const agentEndpoints = {
  report: endpoint({
    id: 'report',
    method: 'post',
    path: '/v1/agents/{cluster}/reports',
    summary:
      'Hand in observations. Idempotent; the answer names the highest sequence recorded for each attempt.',
    access: 'agent',
    params: z.object({ cluster: Name }),
    query: none,
    body: z.object({
      /** Commit of the environment repository that the agent has applied. */
      revision: z.string().max(64).optional(),
      session: Session.optional(),
      reports: z.array(ReportEnvelope).max(limits.reports),
    }),
    status: 200,
    /** An attempt that the scheduler does not know is answered with -1: the agent may forget its reports. */
    response: z.object({ recorded: z.record(z.string(), z.int()) }),
  }),
  appendLog: endpoint({
    id: 'appendLog',
    method: 'post',
    path: '/v1/agents/{cluster}/attempts/{attempt}/log',
    summary:
      'Append bytes of the log of one process at an offset. Overlap is skipped; the answer is the next offset wanted. No bytes: just ask for it.',
    access: 'agent',
    params: AttemptParams,
    query: z.object({
      index: z.coerce.number().int().min(0).max(9999),
      offset: z.coerce.number().int().min(0),
      session: z.coerce.number().pipe(Session).optional(),
      /** Kept when the bytes are: an agent that takes over goes on from there. */
      mark: Mark.optional(),
    }),
    requestStream: { maxBytes: limits.logChunkBytes },
    status: 200,
    /** `full`: the bound is reached; later bytes are dropped and need not be sent. */
    response: z.object({ next: z.int(), full: z.boolean(), mark: Mark.optional() }),
  }),
  openSession: endpoint({
    id: 'openAgentSession',
    method: 'post',
    path: '/v1/agents/{cluster}/sessions',
    summary: 'Begin a session of the agent and end the one before: its requests are refused from now on.',
    access: 'agent',
    params: z.object({ cluster: Name }),
    query: none,
    status: 201,
    response: z.object({ session: Session }),
  }),
  knownAttempts: endpoint({
    id: 'knownAttempts',
    method: 'post',
    path: '/v1/agents/{cluster}/attempts',
    summary: 'What is recorded of attempts of the cluster, for an agent that has no memory of them.',
    access: 'agent',
    params: z.object({ cluster: Name }),
    query: none,
    body: z.object({ attempts: z.array(Name).max(limits.reports) }),
    status: 200,
    /** Attempts that the scheduler does not know are left out. */
    response: z.object({
      attempts: z.record(
        z.string(),
        z.object({
          team: Name,
          run: Name,
          /** Highest sequence recorded, 0 before the first. */
          recorded: z.int(),
          ended: z.boolean(),
          execution: z.string().optional(),
        }),
      ),
    }),
  }),
  putStatus: endpoint({
    id: 'putClusterStatus',
    method: 'put',
    path: '/v1/agents/{cluster}/status',
    summary: 'Tell how the cluster is, every few seconds and when it changes.',
    access: 'agent',
    params: z.object({ cluster: Name }),
    query: none,
    body: ReportedStatus.extend({ session: Session.optional() }),
    status: 200,
    response: none,
  }),
  putArtifact: endpoint({
    id: 'putArtifact',
    method: 'put',
    path: '/v1/agents/{cluster}/attempts/{attempt}/artifacts/{name}',
    summary: 'Store an output artifact. Idempotent by content.',
    access: 'agent',
    params: AttemptParams.extend({ name: Name }),
    query: none,
    requestStream: { maxBytes: limits.artifactBytes },
    status: 200,
    response: z.object({ bytes: z.int(), sha256: z.string() }),
  }),
  openTracking: endpoint({
    id: 'openTracking',
    method: 'post',
    path: '/v1/agents/{cluster}/attempts/{attempt}/tracking',
    summary:
      'Get a token for the program of an attempt, and open the run of the model registry that tracks it. Idempotent but for the tokens.',
    access: 'agent',
    params: AttemptParams,
    /** Without it only a token is given: the Job names a tracking server of its own. */
    query: z.object({ tracked: z.stringbool().default(true) }),
    status: 200,
    /** Without `tracking` the attempt is not tracked; `untracked` says why, unless there is no model registry. */
    response: z.object({
      /** It opens the tracking and the trials of its team. */
      token: text.optional(),
      tracking: Tracking.optional(),
      untracked: text.optional(),
    }),
  }),
  wake: endpoint({
    id: 'wake',
    method: 'get',
    path: '/v1/agents/{cluster}/wake',
    summary: 'One event at once and one for each push to the environment repository.',
    access: 'agent',
    params: z.object({ cluster: Name }),
    query: none,
    status: 200,
    response: z.object({ repository: z.string() }),
    responseStream: 'events',
  }),
};
