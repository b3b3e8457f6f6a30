export { GitHubClient, type GitHubClientOptions, type GitHubCredentials } from './github-client.ts';
export { hookDeliveries } from './hook-deliveries.ts';
