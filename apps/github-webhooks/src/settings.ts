import { InvalidInputError } from '@slipway/kernel';
import { readConfig } from '@slipway/service';
import { z } from 'zod';
import { webhookFields } from './config.ts';
import type { GithubWebhooksSettings } from './github-webhooks-settings.ts';

export { checkNames } from './pull-requests/check-names.ts';
export type { GithubWebhooksSettings };

const WebhookSettings = z.object(webhookFields);

export function settingsOf(config: z.output<typeof WebhookSettings>): GithubWebhooksSettings {
  const { payloadDays, payloadBytes, deliveryDays } = config;
  return {
    secretsFile: config.webhookSecretsFile,
    environmentUrl: config.environmentUrl,
    branch: config.branch,
    apiUrl: config.githubApiUrl,
    appId: config.githubAppId,
    appKeyFile: config.githubAppKeyFile,
    deployAppId: config.githubDeployAppId,
    deployAppKeyFile: config.githubDeployAppKeyFile,
    token: config.githubToken,
    hooks: config.githubHooks,
    publicUrl: config.publicUrl,
    mirrorDirectory: config.pullRequestMirror,
    environmentDirectory: config.gitDir,
    retention: { payloadDays, payloadBytes, deliveryDays },
  };
}

/** Where things are unless a variable names another place. */
export interface SettingDefaults {
  readonly secretsFile: string;
  readonly mirrorDirectory: string;
  readonly environmentDirectory: string;
}

/**
 * The same from the variables of a process that runs it among others.
 * @throws InvalidInputError naming the variable
 */
export function settingsIn(
  env: Readonly<Record<string, string | undefined>>,
  { secretsFile, mirrorDirectory, environmentDirectory }: SettingDefaults,
): GithubWebhooksSettings {
  const read = readConfig(WebhookSettings, {
    program: 'github-webhooks',
    env: {
      SLIPWAY_WEBHOOK_SECRETS_FILE: secretsFile,
      SLIPWAY_PULL_REQUEST_MIRROR: mirrorDirectory,
      SLIPWAY_GIT_DIR: environmentDirectory,
      ...withoutEmpty(env),
    },
    argv: [],
  });
  if (read.kind === 'text') throw new InvalidInputError(read.text);
  return settingsOf(read.config);
}

/** An empty variable is one that is not set. */
function withoutEmpty(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
}
