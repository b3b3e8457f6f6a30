import type { Clock } from '@slipway/kernel';
import type { GitHost, Logger, WorkflowStore } from '@slipway/ports';
import type { CodeRepositories } from './code-repositories.ts';

/** What is needed to run workflows of repositories on GitHub. */
export interface WorkflowDeps {
  readonly workflows: WorkflowStore;
  readonly repositories: CodeRepositories;
  /** The host of `owner/name`. */
  readonly hostOf: (repository: string) => GitHost;
  readonly clock: Clock;
  readonly logger: Logger;
}
