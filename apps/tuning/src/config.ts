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
  optunaPort: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('port of the gRPC storage that clients of Optuna use; without it there is none'),
  openTeam: z
    .string()
    .min(1)
    .optional()
    .describe(
      'team of calls of Optuna without a token from this machine itself; without it they are refused',
    ),
});
export type TuningConfig = z.output<typeof TuningConfig>;
