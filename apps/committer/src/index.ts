export type { CommitterDeps, CommitterStep, InspectRepository } from './committer-deps.ts';
export { createCommitterService } from './create-committer-service.ts';
export { repositoryInspection, type RepositoryInspectionOptions } from './hygiene/repository-inspection.ts';
