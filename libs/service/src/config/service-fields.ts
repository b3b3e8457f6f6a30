import { z } from 'zod';
import { secret } from './read-config.ts';

const count = z.coerce.number().int();

/** What every service on the database that answers over HTTP is configured by. Each has a default port of its own. */
export const serviceFields = {
  databaseUrl: z.string().min(1).meta(secret).describe('URL of the PostgreSQL database'),
  databaseConnections: count.min(2).max(200).default(10).describe('connections to it, at most'),
  host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  tokensFile: z.string().min(1).describe('file with the tokens that may call'),
  repository: z.string().min(1).default('environment').describe('name of the environment repository'),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .describe('least important level that is logged'),
};

/** For the services that issue tokens of runs or take them. */
export const runTokenKey = z
  .string()
  .regex(/^[\w-]{43}$/, 'expected 32 bytes in URL-safe base 64: 43 characters')
  .meta(secret)
  .describe(
    'key of the tokens of runs, 32 bytes in URL-safe base 64: the same for scheduler and model registry',
  );
