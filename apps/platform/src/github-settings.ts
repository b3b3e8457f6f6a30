import path from 'node:path';
import type { GithubWebhooksSettings } from '@slipway/github-webhooks/settings';
import { dataDirectoryAt } from './data-directory.ts';
import { remoteEnvironmentOf, type EnvironmentApp } from './remote-environment.ts';

export interface GithubSettings {
  /** Its files are in the data directory unless variables name others. */
  readonly receiver: GithubWebhooksSettings;
  /** The App that the committer signs in to the remote as, if it does. */
  readonly environmentApp: EnvironmentApp | undefined;
  /** Names of the checks that branch protection has to require. */
  readonly requiredChecks: readonly string[];
}

/** What the variables set of GitHub, for the receiver of webhooks and the committer. @throws InvalidInputError naming the variable */
export async function githubSettingsOf(
  env: Readonly<Record<string, string | undefined>>,
  dataRoot: string,
): Promise<GithubSettings> {
  const { checkNames, settingsIn } = await import('@slipway/github-webhooks/settings');
  const data = dataDirectoryAt(dataRoot);
  const receiver = settingsIn(env, {
    secretsFile: path.join(data.root, 'webhook-secrets.json'),
    mirrorDirectory: path.join(data.root, 'pull-requests.git'),
    environmentDirectory: data.environment,
  });
  return {
    receiver,
    environmentApp: remoteEnvironmentOf(env)?.app,
    requiredChecks: Object.values(checkNames),
  };
}
