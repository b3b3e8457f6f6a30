import { defaultPopulation } from '@slipway/search';
import { z } from 'zod';
import { Configuration, Duration, Word } from './fields.ts';
import { StudyParameter } from './study-parameter.ts';

const StudyConstraint = z.strictObject({
  coefficients: z.record(Word, z.number()).describe('Factor of each parameter; 0 of those not active.'),
  bound: z.number().describe('What the sum is at most.'),
});

const TrialCount = z.int().min(1).max(1_000_000);

/** In the currency of the study, whichever that is. */
export const Cost = z.number().min(0).max(1e12);

/** What ends a study, whichever comes first. */
export const StudyStop = z.strictObject({
  trials: TrialCount.optional().describe('Trials that have a result or failed for good.'),
  time: Duration.optional().describe('Time since the study began: 90m, 12h.'),
  cost: Cost.positive().optional().describe('What all trials that have ended cost together.'),
  target: z
    .number()
    .optional()
    .describe(
      'Value of the first objective that is good enough, in a trial that meets the outcome constraints.',
    ),
  stagnation: TrialCount.optional().describe('Results in a row without a better best one.'),
  failures: TrialCount.optional().describe('Failed trials.'),
});
export type StudyStop = z.infer<typeof StudyStop>;

export const EarlyStoppingSpec = z.strictObject({
  rule: z
    .string()
    .max(50)
    .describe('Name of the rule: median, percentile, asha, hyperband, patience, threshold.'),
  options: z
    .record(z.string().max(50), z.union([z.number(), z.boolean()]))
    .default({})
    .describe('What the rule is told.'),
});

const OutcomeConstraintSpec = z.strictObject({
  metric: Word.describe('Name of the metric.'),
  min: z.number().optional().describe('What it is at least.'),
  max: z.number().optional().describe('What it is at most; 0 when neither is given.'),
});

const StudyName = z
  .string()
  .max(63)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'lower-case letters, digits and -, starting and ending with a letter or digit',
  );

const WarmStart = z.strictObject({
  studies: z
    .array(StudyName)
    .max(10)
    .default([])
    .describe('Studies of the team whose complete trials count, as far as they fit.'),
  results: z
    .array(z.strictObject({ parameters: Configuration, values: z.array(z.number()).min(1).max(10) }))
    .max(1_000)
    .default([])
    .describe('Other results.'),
});

/** How the sampler `pbt` trains its population. */
export const PopulationSpec = z.strictObject({
  size: z
    .int()
    .min(2)
    .max(1_000)
    .default(defaultPopulation.size)
    .describe('Members; so many trials at a time, at the most.'),
  interval: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(defaultPopulation.interval)
    .describe('Steps that a trial trains: epochs, batches, or what the program counts.'),
  share: z
    .number()
    .gt(0)
    .max(0.5)
    .default(defaultPopulation.share)
    .describe('Share of the members that are the worst, which go on from as many of the best.'),
  resample: z
    .number()
    .min(0)
    .max(1)
    .default(defaultPopulation.resample)
    .describe('Probability of each parameter to be drawn anew when it is taken over.'),
  factors: z
    .array(z.number().positive().max(1_000))
    .min(1)
    .max(20)
    .default([...defaultPopulation.factors])
    .describe('What numbers are multiplied by otherwise: one of them; an ordinal goes one value up or down.'),
});
export type PopulationSpec = z.infer<typeof PopulationSpec>;

/** What is searched, by which rules. Body of the API and part of the resource. */
export const StudySpec = z.strictObject({
  parameters: z.array(StudyParameter).min(1).max(200).describe('The search space.'),
  constraints: z
    .array(StudyConstraint)
    .max(100)
    .default([])
    .describe('Sums of parameters that may not be larger than a bound.'),
  objectives: z
    .array(
      z.strictObject({
        metric: Word.describe('Name of the metric.'),
        direction: z.enum(['minimize', 'maximize']).describe('Which values are good.'),
      }),
    )
    .min(1)
    .max(10)
    .describe('What is best: one metric, or several of which the Pareto front is sought.'),
  outcomeConstraints: z
    .array(OutcomeConstraintSpec)
    .max(10)
    .default([])
    .describe('Metrics that a result must keep within bounds.'),
  sampler: z.string().max(50).optional().describe('Who suggests; auto when left out.'),
  population: PopulationSpec.optional().describe('How the sampler pbt trains its population.'),
  seed: z
    .int()
    .min(0)
    .optional()
    .describe('The same seed and the same results give the same suggestions. Drawn when it is left out.'),
  parallelism: z.int().min(1).max(10_000).optional().describe('Trials at a time, as far as it is known.'),
  stop: StudyStop.default({}).describe('What ends the study, whichever comes first.'),
  pricePerHour: Cost.optional().describe(
    'What an hour of a trial costs; for trials that are told without their cost.',
  ),
  earlyStopping: EarlyStoppingSpec.optional().describe('Which trials are stopped before their end.'),
  lease: Duration.default('1h').describe(
    'How long a worker may be silent before its trial is handed out again.',
  ),
  handOuts: z.int().min(1).max(100).default(3).describe('How often a trial is handed out at the most.'),
  warmStart: WarmStart.optional().describe('What is known already.'),
});
export type StudySpec = z.infer<typeof StudySpec>;
