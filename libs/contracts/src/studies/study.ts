import { Timestamp } from '../field-schemas.ts';
import { z } from '../zod.ts';
import { KnownStudySpec, StudyStop } from './study-spec.ts';
import { Trial } from './trial.ts';

export const StudyState = z.enum(['running', 'paused', 'ended']);

export const StudySummary = z.object({
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
  /** What all trials that have ended cost together. */
  cost: z.number(),
});

/** How much each parameter decides about whether a trial is among the best tenth. */
export const StudyImportance = z
  .object({
    /** Objective that it is about. */
    metric: z.string(),
    /** Complete trials that it was found from; newer results are taken in when there are 2 % more. */
    trials: z.int(),
    /** The most important first; they sum to 1, or are all 0 as long as nothing is known. */
    importance: z.array(z.object({ parameter: z.string(), importance: z.number() })),
  })
  .openapi('StudyImportance');
export type StudyImportance = z.infer<typeof StudyImportance>;

export const Study = StudySummary.extend({
  /** As it was made, with the seed. */
  spec: KnownStudySpec,
  /** What ends it now. */
  stop: StudyStop,
  /**
   * The best trial of one objective, the Pareto front of several: at most 1,000, in the order of the first objective. Only
   * trials that meet the outcome constraints.
   */
  best: z.array(Trial),
  /** The last that was found, of the first objective; absent as long as nothing is known. */
  importance: StudyImportance.optional(),
}).openapi('Study');
export type Study = z.infer<typeof Study>;
