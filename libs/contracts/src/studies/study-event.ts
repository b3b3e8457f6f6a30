import { Timestamp } from '../field-schemas.ts';
import { z } from '../zod.ts';
import { Configuration } from './parameter.ts';
import { StudySummary } from './study.ts';
import { Trial, Values } from './trial.ts';

/**
 * What happens in a study. `study` says how it is: it comes when all that has happened so far was sent, and again when its
 * state changes. A trial that was handed to another worker does not begin again.
 */
export const StudyEvent = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('trial-begun'),
      trial: z.int(),
      at: Timestamp,
      worker: z.string(),
      parameters: Configuration,
    }),
    z.object({ type: z.literal('trial-reported'), trial: z.int(), step: z.int(), values: Values }),
    Trial.pick({ state: true, values: true, feasible: true, cost: true, note: true, improved: true }).extend({
      type: z.literal('trial-ended'),
      trial: z.int(),
      at: Timestamp,
    }),
    StudySummary.pick({ state: true, reason: true, counts: true, cost: true }).extend({
      type: z.literal('study'),
      /** Ids of the best trial, or of the Pareto front. */
      best: z.array(z.int()),
    }),
  ])
  .openapi('StudyEvent');
export type StudyEvent = z.infer<typeof StudyEvent>;
