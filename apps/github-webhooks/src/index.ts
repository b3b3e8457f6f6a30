export { createGithubWebhooksService, type GithubWebhooksOptions } from './create-github-webhooks-service.ts';
export {
  defaultRetention,
  type EnvironmentOnGitHub,
  type GithubWebhooksDeps,
  type Retention,
} from './github-webhooks-deps.ts';
export { openGithubWebhooks, type GithubWebhooksSettings, type OpenOptions } from './open-github-webhooks.ts';
export { settingsIn } from './settings.ts';
