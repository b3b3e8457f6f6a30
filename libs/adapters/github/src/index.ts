export { GitHubClient, type GitHubClientOptions, type GitHubCredentials } from './client/github-client.ts';
export type { CallBudget } from './client/rate-limit.ts';
export { hookDeliveries } from './hook-deliveries.ts';
export { githubConversation } from './host/conversation.ts';
export { githubHost, type GitHubHostOptions } from './host/github-host.ts';
export { RepositoryCalls, type RepositoryName } from './host/repository-calls.ts';
export { checkApp, type CheckAppOptions } from './app/check-app.ts';
export type { Finding } from './app/finding.ts';
