import { parseDuration } from '@slipway/kernel';
import { Name, PageQuery, Timestamp, none } from './field-schemas.ts';
import { endpoint } from './endpoint.ts';
import { z } from './zod.ts';

/** Text that goes into logs and tables as it is. */
const Word = z
  .string()
  .min(1)
  .max(250)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'no control characters');
const Duration = z
  .string()
  .max(20)
  .refine((text) => (parseDuration(text) ?? 0) > 0, 'a duration such as 90s or 1h30m');

export const Scalar = z.union([z.number(), z.string().max(500), z.boolean()]);
const Scalars = z.array(Scalar).min(1).max(1_000);

/** A parameter is active when its parent is, and has one of these values or lies in this range, ends included. */
const ParameterCondition = z.union([
  z.strictObject({ parameter: Word, in: Scalars }),
  z.strictObject({ parameter: Word, min: z.number().optional(), max: z.number().optional() }),
]);
/** Configurations are objects by it, and an object has no place for this one. */
const ParameterName = Word.refine((name) => name !== '__proto__', 'a parameter can’t have this name');
const named = { name: ParameterName, when: ParameterCondition.optional() };
const scale = z.enum(['linear', 'log']).default('linear');

export const StudyParameter = z
  .discriminatedUnion('kind', [
    z.strictObject({
      ...named,
      kind: z.literal('float'),
      low: z.number(),
      high: z.number(),
      scale,
      step: z.number().optional(),
    }),
    z.strictObject({
      ...named,
      kind: z.literal('int'),
      low: z.number(),
      high: z.number(),
      scale,
      step: z.number().default(1),
    }),
    z.strictObject({ ...named, kind: z.literal('categorical'), choices: Scalars }),
    z.strictObject({ ...named, kind: z.literal('ordinal'), values: Scalars }),
    z.strictObject({ ...named, kind: z.literal('fixed'), value: Scalar }),
  ])
  .openapi('StudyParameter');
export type StudyParameter = z.infer<typeof StudyParameter>;

/** Sum of coefficient × parameter <= bound; parameters that are not active count as 0. */
const StudyConstraint = z.strictObject({
  coefficients: z.record(Word, z.number()),
  bound: z.number(),
});

export const Configuration = z.record(Word, Scalar).openapi('Configuration');
export type Configuration = z.infer<typeof Configuration>;

/** JSON has no NaN and no infinity: these are texts. A value of a result that is one makes the trial a failed one. */
export const ObjectiveValue = z.union([
  z.number(),
  z.literal('NaN'),
  z.literal('Infinity'),
  z.literal('-Infinity'),
]);
const Values = z.array(ObjectiveValue).max(10);

const TrialCount = z.int().min(1).max(1_000_000);

/** What ends a study, whichever comes first. */
export const StudyStop = z
  .strictObject({
    /** Trials that have a result or failed for good. */
    trials: TrialCount.optional(),
    /** Since the study began: `90m`, `12h`. */
    time: Duration.optional(),
    /** Value of the first objective that is good enough. */
    target: z.number().optional(),
    /** Results in a row without a better best one. */
    stagnation: TrialCount.optional(),
    failures: TrialCount.optional(),
  })
  .openapi('StudyStop');
export type StudyStop = z.infer<typeof StudyStop>;

export const EarlyStopping = z
  .strictObject({
    rule: z.string().max(50),
    options: z.record(z.string().max(50), z.union([z.number(), z.boolean()])).default({}),
  })
  .openapi('EarlyStopping');

export const StudySpec = z
  .strictObject({
    parameters: z.array(StudyParameter).min(1).max(200),
    constraints: z.array(StudyConstraint).max(100).default([]),
    objectives: z
      .array(z.strictObject({ metric: Word, direction: z.enum(['minimize', 'maximize']) }))
      .min(1)
      .max(10),
    sampler: z.string().max(50).optional(),
    /** The same seed and the same results give the same suggestions. Drawn when it is left out. */
    seed: z.int().min(0).optional(),
    /** Trials at a time, as far as it is known. */
    parallelism: z.int().min(1).max(10_000).optional(),
    stop: StudyStop.default({}),
    earlyStopping: EarlyStopping.optional(),
    /** How long a worker may be silent before its trial is handed out again. */
    lease: Duration.default('1h'),
    /** How often a trial is handed out at the most. */
    handOuts: z.int().min(1).max(100).default(3),
    /** What is known already: complete trials of other studies of the team, as far as they fit, and other results. */
    warmStart: z
      .strictObject({
        studies: z.array(Name).max(10).default([]),
        results: z
          .array(z.strictObject({ parameters: Configuration, values: z.array(z.number()).min(1).max(10) }))
          .max(1_000)
          .default([]),
      })
      .optional(),
  })
  .openapi('StudySpec');
export type StudySpec = z.infer<typeof StudySpec>;

export const StudyState = z.enum(['running', 'paused', 'ended']);
export const TrialState = z.enum(['waiting', 'running', 'complete', 'pruned', 'failed']);

export const Trial = z
  .object({
    /** 0, 1, 2, … in the order in which they were made. */
    id: z.int(),
    state: TrialState,
    parameters: Configuration,
    /** One for each objective, of a complete trial; of a pruned one what it reported last, if anything. */
    values: Values,
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

/** A specification that may be without parameters: those of a study of Optuna get known as its trials use them. */
export const KnownStudySpec = StudySpec.extend({
  parameters: z.array(StudyParameter).max(200),
}).openapi('KnownStudySpec');
export type KnownStudySpec = z.infer<typeof KnownStudySpec>;

const StudySummary = z.object({
  name: z.string(),
  team: z.string(),
  /** What clients of Optuna call it, when these make its suggestions. */
  optunaName: z.string().optional(),
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
  spec: KnownStudySpec,
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
    path: '/v1/teams/{team}/studies/{name}/trials/ask',
    summary:
      'Get up to count trials to run, those counted that the worker has already: asked again it gets the same ones.',
    access: 'team-write',
    params: StudyParams,
    query: none,
    body: z.strictObject({ worker: Word, count: z.int().min(1).max(100).default(1) }),
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
    path: '/v1/teams/{team}/studies/{name}/trials/enqueue',
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
    path: '/v1/teams/{team}/studies/{name}/trials/{trial}/report',
    summary:
      'Report intermediate values of a trial, which keeps it with its worker, and learn whether to stop.',
    access: 'team-write',
    params: TrialParams,
    query: none,
    body: z.strictObject({ worker: Word, step: z.int().min(0), values: Values.min(1) }),
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
    path: '/v1/teams/{team}/studies/{name}/trials/{trial}/tell',
    summary: 'Tell the result of a trial. The first one counts; told twice it is kept once.',
    access: 'team-write',
    params: TrialParams,
    query: none,
    body: z.strictObject({
      state: z.enum(['complete', 'pruned', 'failed']),
      values: Values.default([]),
      worker: Word.optional(),
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
    path: '/v1/teams/{team}/studies/{name}/pause',
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
    path: '/v1/teams/{team}/studies/{name}/resume',
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
    path: '/v1/teams/{team}/studies/{name}/extend',
    summary: 'Move what ends a study further out; one that had ended runs again. Idempotent.',
    access: 'team-write',
    params: StudyParams,
    query: none,
    body: z.strictObject({ stop: StudyStop }),
    status: 200,
    response: Study,
  }),
};
