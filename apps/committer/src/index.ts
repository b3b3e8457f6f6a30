export type { CommitterDeps, CommitterStep } from './committer-deps.ts';
export { createCommitterService } from './create-committer-service.ts';
