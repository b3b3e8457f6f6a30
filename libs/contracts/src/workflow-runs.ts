import { endpoint } from './endpoint.ts';
import { Name, PageQuery, Timestamp, none } from './field-schemas.ts';
import { limits } from './resources.ts';
import { z } from './zod.ts';

const Commit = z.string().regex(/^[0-9a-f]{40}$/, 'the 40 hexadecimal digits of a commit');
const Repository = z
  .string()
  .max(201)
  .regex(/^[\w.-]+(\/[\w.-]+)*$/, 'the name of a repository: owner/name');

export const WorkflowRunState = z.enum([
  'waiting-for-approval',
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
]);
export type WorkflowRunState = z.infer<typeof WorkflowRunState>;

export const WorkflowJobState = z.enum([
  'waiting',
  'ready',
  'running',
  'stopping',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
]);
export type WorkflowJobState = z.infer<typeof WorkflowJobState>;

/** A place in the code that a program has something to say about. */
const CodeRemark = z.object({
  level: z.enum(['failure', 'warning', 'notice']),
  path: z.string(),
  /** Lines and columns count from 1. */
  line: z.int(),
  column: z.int().optional(),
  title: z.string(),
  message: z.string(),
});

/** What came of a job, of bounded size. */
export const WorkflowJobResult = z
  .object({
    cluster: z.string().optional(),
    /** Id of its run in the tracking store. */
    trackingRun: z.string().optional(),
    /** Last values, by name. */
    metrics: z.record(z.string(), z.number()).optional(),
    /** Image that was built, with its digest. */
    image: z.string().optional(),
    remarks: z.array(CodeRemark).optional(),
    /** End of its log, of a job that failed. */
    logTail: z.string().optional(),
    /** Markdown that its program has written for people. */
    summary: z.string().optional(),
    gates: z
      .array(
        z.object({
          metric: z.string(),
          /** Absent when the job has not reported the metric. */
          value: z.number().optional(),
          /** What it is held to: `at least 0.9`. */
          bound: z.string(),
          passed: z.boolean(),
        }),
      )
      .optional(),
    version: z.object({ model: z.string(), version: z.int() }).optional(),
    /** How an alias was moved: by a change or by a proposal; with neither it pointed there already. */
    promotion: z
      .object({ alias: z.string(), change: z.string().optional(), proposal: z.string().optional() })
      .optional(),
  })
  .openapi('WorkflowJobResult');
export type WorkflowJobResult = z.infer<typeof WorkflowJobResult>;

export const WorkflowJobRun = z
  .object({
    name: z.string(),
    kind: z.enum(['run', 'build', 'evaluate', 'register', 'promote', 'preview']),
    /** Jobs that have to succeed first. */
    needs: z.array(z.string()),
    state: WorkflowJobState,
    /** From 1; running it again raises it. */
    attempt: z.int(),
    reason: z.string().optional(),
    /** Name of the run of the team that executes it. */
    run: z.string().optional(),
    startedAt: Timestamp.optional(),
    endedAt: Timestamp.optional(),
    result: WorkflowJobResult.optional(),
  })
  .openapi('WorkflowJobRun');
export type WorkflowJobRun = z.infer<typeof WorkflowJobRun>;

export const WorkflowRunSummary = z
  .object({
    /** Ascending in the order in which they were begun. */
    id: z.int(),
    team: z.string(),
    /** `owner/name` */
    repository: z.string(),
    workflow: z.string(),
    commit: z.string(),
    /** Branch, tag or #number of the pull request. */
    ref: z.string(),
    event: z.enum(['push', 'pull_request', 'tag', 'schedule', 'manual']),
    /** For people: `a push to main`. */
    startedBy: z.string(),
    state: WorkflowRunState,
    reason: z.string().optional(),
    createdAt: Timestamp,
    endedAt: Timestamp.optional(),
  })
  .openapi('WorkflowRunSummary');
export type WorkflowRunSummary = z.infer<typeof WorkflowRunSummary>;

export const WorkflowRun = WorkflowRunSummary.extend({
  cloneUrl: z.string(),
  /** In the order of the workflow. */
  jobs: z.array(WorkflowJobRun),
}).openapi('WorkflowRun');
export type WorkflowRun = z.infer<typeof WorkflowRun>;

const params = z.object({
  team: Name,
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
});

/** Runs of the workflows of code repositories. */
export const workflowRunEndpoints = {
  listWorkflowRuns: endpoint({
    id: 'listWorkflowRuns',
    method: 'get',
    path: '/v1/teams/{team}/workflow-runs',
    summary: 'Runs of workflows of a team, newest first.',
    access: 'team-read',
    params: z.object({ team: Name }),
    query: PageQuery.extend({
      repository: Repository.optional(),
      commit: Commit.optional(),
      workflow: Name.optional(),
    }),
    status: 200,
    response: z.object({ items: z.array(WorkflowRunSummary), cursor: z.string().optional() }),
  }),
  startWorkflowRun: endpoint({
    id: 'startWorkflowRun',
    method: 'post',
    path: '/v1/teams/{team}/workflow-runs',
    summary:
      'Run a workflow for a commit. The same key starts one run, however often it is sent: the answer is that run.',
    access: 'team-write',
    params: z.object({ team: Name }),
    query: none,
    body: z.strictObject({
      repository: Repository,
      /** Where the code is cloned from: https or ssh, without credentials. */
      cloneUrl: z.string().max(500),
      /** Branch or tag that the commit is taken from. */
      ref: z.string().max(200),
      commit: Commit,
      /** Text of slipway.yaml. */
      workflow: z.string().max(limits.documentBytes),
      /** Which workflow of it. */
      name: Name,
      /** Of the caller's choice, unique in the team. */
      key: z
        .string()
        .min(1)
        .max(200)
        .regex(/^[\x21-\x7e]+$/, 'visible ASCII characters without blanks')
        .optional(),
    }),
    status: 201,
    response: WorkflowRun,
  }),
  getWorkflowRun: endpoint({
    id: 'getWorkflowRun',
    method: 'get',
    path: '/v1/teams/{team}/workflow-runs/{id}',
    summary: 'A run of a workflow with its jobs and what came of them.',
    access: 'team-read',
    params,
    query: none,
    status: 200,
    response: WorkflowRun,
  }),
  cancelWorkflowRun: endpoint({
    id: 'cancelWorkflowRun',
    method: 'post',
    path: '/v1/teams/{team}/workflow-runs/{id}:cancel',
    summary: 'Stop a run of a workflow; one that has ended stays as it is. Idempotent.',
    access: 'team-write',
    params,
    query: none,
    status: 202,
    response: WorkflowRun,
  }),
  rerunWorkflowRun: endpoint({
    id: 'rerunWorkflowRun',
    method: 'post',
    path: '/v1/teams/{team}/workflow-runs/{id}:rerun',
    summary: 'Run a job and what needs it again; without a job, all that did not succeed.',
    access: 'team-write',
    params,
    query: none,
    body: z.strictObject({ job: Name.optional() }),
    status: 202,
    response: WorkflowRun,
  }),
  approveWorkflowRun: endpoint({
    id: 'approveWorkflowRun',
    method: 'post',
    path: '/v1/teams/{team}/workflow-runs/{id}:approve',
    summary: "Let a fork's code run, for its commit.",
    access: 'team-administer',
    params,
    query: none,
    status: 202,
    response: WorkflowRun,
  }),
};
