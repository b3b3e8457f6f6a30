import { secret } from '@slipway/service';
import { z } from 'zod';

/** Settings of a scheduler that runs alone. */
export const SchedulerConfig = z.object({
  databaseUrl: z.string().min(1).meta(secret).describe('URL of the PostgreSQL database'),
  databaseConnections: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe('connections to it, at most'),
  host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(7788)
    .describe('port to listen on; 0 takes a free one'),
  tokensFile: z.string().min(1).describe('file with the tokens that may call'),
  artifactsDir: z.string().min(1).describe('directory for the output artifacts of runs'),
  repository: z.string().min(1).default('environment').describe('name of the environment repository'),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .describe('least important level that is logged'),
});
export type SchedulerConfig = z.output<typeof SchedulerConfig>;
