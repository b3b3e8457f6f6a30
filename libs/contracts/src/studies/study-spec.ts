import { parseDuration } from '@slipway/kernel';
import { Name } from '../field-schemas.ts';
import { z } from '../zod.ts';
import { Configuration, StudyConstraint, StudyParameter } from './parameter.ts';
import { Word } from './word.ts';

const Duration = z
  .string()
  .max(20)
  .refine((text) => (parseDuration(text) ?? 0) > 0, 'a duration such as 90s or 1h30m');

const TrialCount = z.int().min(1).max(1_000_000);

/** In the currency of the study, whichever that is. */
export const Cost = z.number().min(0).max(1e12);

/** What ends a study, whichever comes first. */
export const StudyStop = z
  .strictObject({
    /** Trials that have a result or failed for good. */
    trials: TrialCount.optional(),
    /** Since the study began: `90m`, `12h`. */
    time: Duration.optional(),
    /** What all trials that have ended cost together. */
    cost: Cost.positive().optional(),
    /** Value of the first objective that is good enough, in a trial that meets the outcome constraints. */
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

/** A metric that a result must keep within bounds; without any it must be at most 0. */
export const OutcomeConstraint = z
  .strictObject({ metric: Word, min: z.number().optional(), max: z.number().optional() })
  .openapi('OutcomeConstraint');

export const StudySpec = z
  .strictObject({
    parameters: z.array(StudyParameter).min(1).max(200),
    constraints: z.array(StudyConstraint).max(100).default([]),
    objectives: z
      .array(z.strictObject({ metric: Word, direction: z.enum(['minimize', 'maximize']) }))
      .min(1)
      .max(10),
    outcomeConstraints: z.array(OutcomeConstraint).max(10).default([]),
    sampler: z.string().max(50).optional(),
    /** The same seed and the same results give the same suggestions. Drawn when it is left out. */
    seed: z.int().min(0).optional(),
    /** Trials at a time, as far as it is known. */
    parallelism: z.int().min(1).max(10_000).optional(),
    stop: StudyStop.default({}),
    /** What an hour of a trial costs; for trials that are told without their cost. */
    pricePerHour: Cost.optional(),
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
