import type { Database } from '@slipway/postgres';
import type { Service } from '@slipway/service';
import { githubSettingsOf } from '../github-settings.ts';
import { repository, type PartOptions } from './part-options.ts';

/** The receiver of GitHub's webhooks. Its secrets are in the data directory, unless a variable names another file. */
export async function openWebhooks(
  { data, environment, logger, metrics }: PartOptions,
  database: Database,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Service> {
  const { openGithubWebhooks } = await import('@slipway/github-webhooks');
  const { receiver } = await githubSettingsOf(env, data.root);
  return openGithubWebhooks(
    { database, repository, logger, metrics },
    { ...receiver, environmentUrl: environment?.url },
  );
}
