import { serviceFields } from '@slipway/service';
import { z } from 'zod';

/** Settings of a tuning service that runs alone. */
export const TuningConfig = z.object({
  ...serviceFields,
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(7791)
    .describe('port to listen on; 0 takes a free one'),
});
export type TuningConfig = z.output<typeof TuningConfig>;
