export { createGithubWebhooksService, type GithubWebhooksOptions } from './create-github-webhooks-service.ts';
export {
  defaultRetention,
  type EnvironmentOnGitHub,
  type GithubWebhooksDeps,
  type Retention,
} from './github-webhooks-deps.ts';
export type { GithubWebhooksSettings } from './github-webhooks-settings.ts';
export { openGithubWebhooks, type OpenOptions } from './open-github-webhooks.ts';
