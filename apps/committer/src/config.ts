import { secret, serviceFields } from '@slipway/service';
import { z } from 'zod';

/** Settings of a committer that runs alone. */
export const CommitterConfig = z.object({
  ...serviceFields,
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(7789)
    .describe('port to listen on; 0 takes a free one'),
  gitDir: z
    .string()
    .min(1)
    .describe('bare repository: the environment repository itself, or the mirror of the remote one'),
  environmentUrl: z
    .string()
    .min(1)
    .optional()
    .describe('address of a remote environment repository; without it the bare repository is served at /git'),
  environmentUser: z.string().min(1).default('slipway').describe('user name for the remote'),
  environmentToken: z.string().min(1).optional().meta(secret).describe('token that may push to the remote'),
  environmentAppId: z
    .string()
    .min(1)
    .optional()
    .describe('id of an App of GitHub that may push to the remote, instead of a token'),
  environmentAppKeyFile: z.string().min(1).optional().describe('file with its private key (PEM)'),
  githubApiUrl: z
    .url()
    .default('https://api.github.com')
    .describe('REST API of GitHub; of GitHub Enterprise Server https://HOST/api/v3'),
  branch: z.string().min(1).default('main').describe('branch that is reconciled'),
  pushesPerMinute: z.coerce
    .number()
    .int()
    .min(1)
    .max(6_000)
    .optional()
    .describe('pushes in any 60 s, at most; default 6 for a remote, 600 for the embedded repository'),
  failpoint: z
    .string()
    .regex(/^[a-z-]+:\d+$/)
    .optional()
    .describe(
      'for tests: kills the process when it reaches this step for the so many-th time, as step:count',
    ),
});
export type CommitterConfig = z.output<typeof CommitterConfig>;
