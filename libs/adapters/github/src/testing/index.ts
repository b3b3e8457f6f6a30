export type { DoubleCheckRun } from './check-run-routes.ts';
export { GitHubDouble } from './github-double.ts';
export type { DoubleDelivery } from './hook-routes.ts';
export type { SentManifest } from './manifest-routes.ts';
export type { DoubleRepository } from './repository-routes.ts';
