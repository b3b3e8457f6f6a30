import path from 'node:path';
import type { Database } from '@slipway/postgres';
import type { Service } from '@slipway/service';
import { repository, type PartOptions } from './part-options.ts';

/** The receiver of GitHub's webhooks. Its secrets are in the data directory, unless a variable names another file. */
export async function openWebhooks(
  { data, environment, logger, metrics }: PartOptions,
  database: Database,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Service> {
  const { openGithubWebhooks, settingsIn } = await import('@slipway/github-webhooks');
  const settings = settingsIn(env, {
    secretsFile: path.join(data.root, 'webhook-secrets.json'),
    mirrorDirectory: path.join(data.root, 'pull-requests.git'),
    environmentDirectory: data.environment,
  });
  return openGithubWebhooks(
    { database, repository, logger, metrics },
    { ...settings, environmentUrl: environment?.url },
  );
}
