import { Timestamp } from '../field-schemas.ts';
import { z } from '../zod.ts';
import { Configuration } from './parameter.ts';

/** JSON has no NaN and no infinity: these are texts. A value of a result that is one makes the trial a failed one. */
export const ObjectiveValue = z.union([
  z.number(),
  z.literal('NaN'),
  z.literal('Infinity'),
  z.literal('-Infinity'),
]);
export const Values = z.array(ObjectiveValue).max(10);

export const TrialState = z.enum(['waiting', 'running', 'complete', 'pruned', 'failed']);

/** A piece of a longer training, of a study that trains a population. */
const Training = z.object({
  /** Trial whose state it goes on from; absent when it begins anew. */
  parent: z.int().optional(),
  /** Steps that have been trained before it. */
  fromStep: z.int(),
  /** Step that it trains up to. */
  toStep: z.int(),
});

/** What a trial is to whoever runs it. */
export const TrialTask = z
  .object({ id: z.int(), parameters: Configuration, training: Training.optional() })
  .openapi('TrialTask');
export type TrialTask = z.infer<typeof TrialTask>;

export const Trial = z
  .object({
    /** 0, 1, 2, … in the order in which they were made. */
    id: z.int(),
    state: TrialState,
    parameters: Configuration,
    /** One for each objective, of a complete trial; of a pruned one what it reported last, if anything. */
    values: Values,
    /** One for each outcome constraint; empty where none were told. */
    constraints: z.array(z.number()),
    /** Whether the outcome constraints hold, where they were told. */
    feasible: z.boolean().optional(),
    /** What it cost; of one that has ended, in a study that counts costs. */
    cost: z.number().optional(),
    /** It was better than all before it when it ended. */
    improved: z.boolean(),
    /** What it reported last while it ran. */
    last: z.object({ step: z.int(), values: Values }).optional(),
    /** Who has it, or had it last. */
    worker: z.string().optional(),
    /** Until then its worker may be silent. */
    leasedUntil: Timestamp.optional(),
    handedOut: z.int(),
    /** Suggested by the sampler; otherwise enqueued. */
    suggested: z.boolean(),
    /** What it trains, once it has begun, in a study that trains a population. */
    training: Training.optional(),
    /** Why it failed, when Slipway says so. */
    note: z.string().optional(),
    createdAt: Timestamp,
    begunAt: Timestamp.optional(),
    endedAt: Timestamp.optional(),
  })
  .openapi('Trial');
export type Trial = z.infer<typeof Trial>;
