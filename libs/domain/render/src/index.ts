export { accessSecret, accessSecretName, type AccessSecret } from './access-secret.ts';
export {
  annotations,
  attemptName,
  labels,
  mainContainer,
  manager,
  preparation,
  type AttemptManifest,
  type AttemptVariable,
  type SourceFile,
  type Workspace,
} from './attempt-manifest.ts';
export type { ManifestFile } from './manifest-file.ts';
export { parseAttemptFile } from './parse-attempt-file.ts';
export { parseTeamFile, type TeamManifest } from './team/parse-team-file.ts';
export { renderAttempt, type AttemptRequest } from './render-attempt.ts';
export { scaleAttempt } from './scale-attempt.ts';
export { withdrawAttempt } from './withdraw-attempt.ts';
export { renderBootstrap, type RepositoryCredentials } from './cluster/bootstrap.ts';
export { clusterFiles, teamFiles, type OwnedFile } from './owned-files.ts';
export { systemNamespace, teamAccount } from './cluster/identities.ts';
