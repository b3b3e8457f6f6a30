export {
  initEmbeddedRepository,
  openEmbeddedBranch,
  type EmbeddedBranchOptions,
} from './branch/embedded-branch.ts';
export { openProposalBranches, type ProposalBranchesOptions } from './branch/proposal-branches.ts';
export { openProposedBranches } from './branch/proposed-branches.ts';
export { revertOperations, type Reversal } from './branch/revert-operations.ts';
export { openRemoteBranch, type RemoteBranchOptions } from './branch/remote-branch.ts';
export {
  inspectRepository,
  type InspectOptions,
  type InspectedRepository,
} from './hygiene/inspect-repository.ts';
export { listFinished } from './hygiene/list-finished.ts';
export { removeFiles, type RemoveFilesOptions } from './hygiene/remove-files.ts';
export { serveGit, type GitHandler, type GitRequestOptions, type ServeGitOptions } from './http/serve-git.ts';
export { blobId } from './objects/object-hash.ts';
export { remoteOf, type Remote, type RemoteCredentials } from './process/remote-access.ts';
export { openEnvironmentHistory, type EnvironmentHistoryOptions } from './reader/environment-history.ts';
export { openEnvironmentReader, type EnvironmentReaderOptions } from './reader/environment-reader.ts';
export { openRepositoryContents } from './reader/repository-contents.ts';
export { openRevisions, type RevisionsOptions } from './reader/revisions.ts';
export type { Step, StepName } from './step.ts';
