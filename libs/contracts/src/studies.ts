import * as studies from '@slipway/studies';
import { Name, PageQuery, Timestamp, none } from './field-schemas.ts';
import { endpoint } from './endpoint.ts';
import { z } from './zod.ts';

// Made before schemas could be named: their copies can.
export const Scalar = studies.Scalar;
export const StudyParameter = studies.StudyParameter.clone().openapi('StudyParameter');
export type StudyParameter = studies.StudyParameter;
export const Configuration = studies.Configuration.clone().openapi('Configuration');
export type Configuration = studies.Configuration;
export const StudyStop = studies.StudyStop.clone().openapi('StudyStop');
export type StudyStop = studies.StudyStop;
export const StudySpec = studies.StudySpec.clone().openapi('StudySpec');
export type StudySpec = studies.StudySpec;

/** JSON has no NaN and no infinity: these are texts. A value of a result that is one makes the trial a failed one. */
export const ObjectiveValue = z.union([
  z.number(),
  z.literal('NaN'),
  z.literal('Infinity'),
  z.literal('-Infinity'),
]);
const Values = z.array(ObjectiveValue).max(10);

export const StudyState = z.enum(['running', 'paused', 'ended']);
export const TrialState = z.enum(['waiting', 'running', 'complete', 'pruned', 'failed']);

export const Trial = z
  .object({
    /** 0, 1, 2, … in the order in which they were made. */
    id: z.int(),
    state: TrialState,
    parameters: Configuration,
    /** One for each objective, of a complete trial; of a pruned one what it reported last, if anything. */
    values: z.array(z.number()),
    /** What it reported last while it ran. */
    last: z.object({ step: z.int(), values: Values }).optional(),
    /** Who has it, or had it last. */
    worker: z.string().optional(),
    /** Until then its worker may be silent. */
    leasedUntil: Timestamp.optional(),
    handedOut: z.int(),
    /** Suggested by the sampler; otherwise enqueued. */
    suggested: z.boolean(),
    /** Why it failed, when Slipway says so. */
    note: z.string().optional(),
    createdAt: Timestamp,
    begunAt: Timestamp.optional(),
    endedAt: Timestamp.optional(),
  })
  .openapi('Trial');
export type Trial = z.infer<typeof Trial>;

const StudySummary = z.object({
  name: z.string(),
  team: z.string(),
  state: StudyState,
  /** Why it has ended. */
  reason: z.string().optional(),
  createdBy: z.string(),
  createdAt: Timestamp,
  /** Trials by their state. */
  counts: z.object({
    waiting: z.int(),
    running: z.int(),
    complete: z.int(),
    pruned: z.int(),
    failed: z.int(),
  }),
});

export const Study = StudySummary.extend({
  /** As it was made, with the seed. */
  spec: StudySpec,
  /** What ends it now. */
  stop: StudyStop,
  /** The best trial of one objective, the Pareto front of several: at most 1,000, in the order of the first objective. */
  best: z.array(Trial),
}).openapi('Study');
export type Study = z.infer<typeof Study>;

const StudyParams = z.object({ team: Name, name: Name });
const TrialParams = StudyParams.extend({ trial: z.coerce.number().int().min(0).max(1_000_000) });

export const studyEndpoints = {
  createStudy: endpoint({
    id: 'createStudy',
    method: 'post',
    path: '/v1/teams/{team}/studies',
    summary: 'Begin a study. Done twice with the same specification it is begun once.',
    access: 'team-write',
    params: z.object({ team: Name }),
    query: none,
    body: z.strictObject({ name: Name, spec: StudySpec }),
    status: 201,
    response: Study,
  }),
  listStudies: endpoint({
    id: 'listStudies',
    method: 'get',
    path: '/v1/teams/{team}/studies',
    summary: 'Studies of a team by name.',
    access: 'team-read',
    params: z.object({ team: Name }),
    query: PageQuery,
    status: 200,
    response: z.object({ items: z.array(StudySummary), cursor: z.string().optional() }),
  }),
  getStudy: endpoint({
    id: 'getStudy',
    method: 'get',
    path: '/v1/teams/{team}/studies/{name}',
    summary: 'One study with its specification, counts, and best trials.',
    access: 'team-read',
    params: StudyParams,
    query: none,
    status: 200,
    response: Study,
  }),
  askTrials: endpoint({
    id: 'askTrials',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}/trials:ask',
    summary:
      'Get up to count trials to run, those counted that the worker has already: asked again it gets the same ones.',
    access: 'team-run',
    params: StudyParams,
    query: none,
    body: z.strictObject({ worker: studies.Word, count: z.int().min(1).max(100).default(1) }),
    status: 200,
    response: z.object({
      trials: z.array(z.object({ id: z.int(), parameters: Configuration })),
      /** Whether it is worth while to ask again: in an ended study it is not. */
      state: StudyState,
      reason: z.string().optional(),
    }),
  }),
  enqueueTrials: endpoint({
    id: 'enqueueTrials',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}/trials:enqueue',
    summary: 'Add trials with given parameters; they are handed out before new ones are suggested.',
    access: 'team-write',
    params: StudyParams,
    query: none,
    body: z.strictObject({ configurations: z.array(Configuration).min(1).max(100) }),
    status: 201,
    response: z.object({ trials: z.array(z.object({ id: z.int(), parameters: Configuration })) }),
  }),
  reportTrial: endpoint({
    id: 'reportTrial',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}/trials/{trial}:report',
    summary:
      'Report intermediate values of a trial, which keeps it with its worker, and learn whether to stop.',
    access: 'team-run',
    params: TrialParams,
    query: none,
    body: z.strictObject({ worker: studies.Word.optional(), step: z.int().min(0), values: Values.min(1) }),
    status: 200,
    response: z.object({
      stop: z.boolean(),
      /** Why it is to be stopped, when the trial is no longer the worker's. */
      reason: z.string().optional(),
    }),
  }),
  tellTrial: endpoint({
    id: 'tellTrial',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}/trials/{trial}:tell',
    summary: 'Tell the result of a trial. The first one counts; told twice it is kept once.',
    access: 'team-run',
    params: TrialParams,
    query: none,
    body: z.strictObject({
      state: z.enum(['complete', 'pruned', 'failed']),
      values: Values.default([]),
      worker: studies.Word.optional(),
    }),
    status: 200,
    response: z.object({
      state: TrialState,
      /** It was told before. */
      repeated: z.boolean(),
      /** What was made of it. */
      note: z.string().optional(),
    }),
  }),
  listTrials: endpoint({
    id: 'listTrials',
    method: 'get',
    path: '/v1/teams/{team}/studies/{name}/trials',
    summary: 'Trials of a study in the order in which they were made.',
    access: 'team-read',
    params: StudyParams,
    query: PageQuery.extend({ state: TrialState.optional() }),
    status: 200,
    response: z.object({ items: z.array(Trial), cursor: z.string().optional() }),
  }),
  pauseStudy: endpoint({
    id: 'pauseStudy',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}:pause',
    summary: 'Begin no more trials; those that run may come to their end. Idempotent.',
    access: 'team-write',
    params: StudyParams,
    query: none,
    status: 200,
    response: Study,
  }),
  resumeStudy: endpoint({
    id: 'resumeStudy',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}:resume',
    summary: 'Go on with a paused study. Idempotent.',
    access: 'team-write',
    params: StudyParams,
    query: none,
    status: 200,
    response: Study,
  }),
  extendStudy: endpoint({
    id: 'extendStudy',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}:extend',
    summary: 'Move what ends a study further out; one that had ended runs again. Idempotent.',
    access: 'team-write',
    params: StudyParams,
    query: none,
    body: z.strictObject({ stop: StudyStop }),
    status: 200,
    response: Study,
  }),
};
