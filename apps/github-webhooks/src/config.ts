import { secret, serviceFields } from '@slipway/service';
import { z } from 'zod';
import { defaultRetention } from './github-webhooks-deps.ts';

const count = z.coerce.number().int();
const text = z.string().min(1);

/** Settings of the receiver that are its own, also within a platform. */
export const webhookFields = {
  webhookSecretsFile: text.describe(
    'JSON file with the secrets of webhooks; it may change while the service runs',
  ),
  environmentUrl: text
    .optional()
    .describe('address of the environment repository on GitHub; without it pushes wake nobody'),
  gitDir: text
    .optional()
    .describe(
      'bare repository of the embedded environment, if it is on this machine: its pull requests are planned',
    ),
  branch: text.default('main').describe('branch that is reconciled'),
  githubApiUrl: z
    .url()
    .default('https://api.github.com')
    .describe('REST API of GitHub; of GitHub Enterprise Server https://HOST/api/v3'),
  githubAppId: text
    .optional()
    .describe(
      'id of the App: it plans pull requests, and its deliveries are compared with the ledger each hour',
    ),
  githubAppKeyFile: text
    .optional()
    .describe('file with the private key of the App, as GitHub gives it (PEM)'),
  githubDeployAppId: text
    .optional()
    .describe('id of an App of its own for commit statuses and deployments; the App above without it'),
  githubDeployAppKeyFile: text.optional().describe('file with its private key (PEM)'),
  pullRequestMirror: text
    .default('pull-requests.git')
    .describe('bare repository for commits of pull requests; made when it is missing, safe to delete'),
  publicUrl: z
    .url()
    .optional()
    .describe('address of Slipway for people, for links from GitHub to the logs of runs that failed'),
  githubToken: text
    .optional()
    .meta(secret)
    .describe('token that may read and repeat deliveries of the hooks'),
  githubHooks: text
    .optional()
    .describe(
      'hooks that are compared besides, separated by commas: repos/OWNER/NAME/hooks/ID or orgs/OWNER/hooks/ID',
    ),
  payloadDays: count
    .min(3)
    .max(365)
    .default(defaultRetention.payloadDays)
    .describe('days that payloads are kept'),
  payloadBytes: count
    .min(1_048_576)
    .default(defaultRetention.payloadBytes)
    .describe('bytes of payloads that are kept, compressed; beyond them the oldest go'),
  deliveryDays: count
    .min(7)
    .max(3_650)
    .default(defaultRetention.deliveryDays)
    .describe('days that deliveries are kept, and so one that comes again is known'),
};

/** Settings of a receiver of webhooks that runs alone. */
export const GithubWebhooksConfig = z.object({
  ...serviceFields,
  port: count.min(0).max(65_535).default(7792).describe('port to listen on; 0 takes a free one'),
  ...webhookFields,
});
export type GithubWebhooksConfig = z.output<typeof GithubWebhooksConfig>;
