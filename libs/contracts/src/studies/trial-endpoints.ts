import { Word } from '@slipway/studies';
import { endpoint } from '../endpoint.ts';
import { PageQuery, none } from '../field-schemas.ts';
import { z } from '../zod.ts';
import { Configuration } from './parameter.ts';
import { StudyParams } from './study-params.ts';
import { StudyState } from './study.ts';
import { Trial, TrialState, TrialTask, Values } from './trial.ts';
import { Cost } from './study-spec.ts';

const TrialParams = StudyParams.extend({ trial: z.coerce.number().int().min(0).max(1_000_000) });

const TrialSelection = z.object({
  state: TrialState.optional(),
  /** Comparisons: `values.loss < 0.2 and parameters.model = 'svm'`. */
  filter: z.string().max(1_000).optional(),
});
/** `best`: by the first objective; feasible trials before others, and those that are not complete at the end. */
export const TrialOrder = z.enum(['oldest', 'newest', 'best']);

const trialList = {
  method: 'get',
  path: '/v1/teams/{team}/studies/{name}/trials',
  access: 'team-read',
  params: StudyParams,
  status: 200,
} as const;

/** Of the trials of a study. */
export const trialEndpoints = {
  askTrials: endpoint({
    id: 'askTrials',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}/trials:ask',
    summary:
      'Get up to count trials to run, those counted that the worker has already: asked again it gets the same ones.',
    access: 'team-run',
    params: StudyParams,
    query: none,
    body: z.strictObject({ worker: Word, count: z.int().min(1).max(100).default(1) }),
    status: 200,
    response: z.object({
      trials: z.array(TrialTask),
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
    response: z.object({ trials: z.array(TrialTask) }),
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
    body: z.strictObject({ worker: Word.optional(), step: z.int().min(0), values: Values.min(1) }),
    status: 200,
    response: z.object({
      stop: z.boolean(),
      /** Why it is to be stopped, when the trial is no longer the worker's. */
      reason: z.string().optional(),
    }),
  }),
  releaseTrial: endpoint({
    id: 'releaseTrial',
    method: 'post',
    path: '/v1/teams/{team}/studies/{name}/trials/{trial}:release',
    summary:
      'Give back a trial without a result: whoever asks next gets it. Without effect when it is not the worker’s.',
    access: 'team-run',
    params: TrialParams,
    query: none,
    body: z.strictObject({ worker: Word }),
    status: 200,
    response: z.object({ released: z.boolean() }),
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
      /** One for each outcome constraint, in their order; a complete trial needs them. */
      constraints: Values.default([]),
      /** Otherwise it is counted by the price of the study, if it has one. */
      cost: Cost.optional(),
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
    ...trialList,
    id: 'listTrials',
    summary:
      'Trials of a study, page by page. Accept: text/csv or application/jsonl gives all of them in that form.',
    query: PageQuery.extend(TrialSelection.shape).extend({ order: TrialOrder.default('oldest') }),
    response: z.object({ items: z.array(Trial), cursor: z.string().optional() }),
  }),
  trialsAsCsv: endpoint({
    ...trialList,
    id: 'trialsAsCsv',
    summary: 'Trials of a study as a table, oldest first.',
    query: TrialSelection,
    response: z.string(),
    responseStream: 'bytes',
    mediaType: 'text/csv',
  }),
  trialsAsJsonLines: endpoint({
    ...trialList,
    id: 'trialsAsJsonLines',
    summary: 'Trials of a study, one in each line, oldest first.',
    query: TrialSelection,
    response: z.string(),
    responseStream: 'bytes',
    mediaType: 'application/jsonl',
  }),
};
