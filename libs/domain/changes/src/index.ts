export {
  ChangeState,
  type Change,
  type ChangeOutcome,
  type FileOperation,
  type Precondition,
} from './change.ts';
export { checkChange, checkProposal } from './check-change.ts';
export { commitLine } from './commit-line.ts';
export { commitMessage, parseTrailers, trailerKeys, type Trailers } from './commit-message.ts';
export { gatherPause, type ReadBatch } from './gather-changes.ts';
export { archiveMessage } from './hygiene/archive-message.ts';
export { busiestMinute } from './hygiene/busiest-minute.ts';
export {
  candidateKind,
  dayOfAttempt,
  finishedFiles,
  type CandidateKind,
  type FinishedCandidates,
  type FinishedFile,
} from './hygiene/finished-files.ts';
export { judgeRepository, limitRatios, type RepositoryFinding } from './hygiene/judge-repository.ts';
export {
  repositoryLimits,
  type RepositoryLimit,
  type RepositoryLimitName,
} from './hygiene/repository-limits.ts';
export type { RepositorySnapshot } from './hygiene/repository-snapshot.ts';
export { layout, programLayout } from './layout.ts';
export { changeLimits } from './limits.ts';
export { ownerOf, ownershipProblem, type PathOwner } from './ownership.ts';
export { foldCase, pathProblem } from './path-rules.ts';
export { proposalBranch, ProposalState, proposalText, type Proposal } from './proposal.ts';
export { nextPushAt, pushBudgets, pushWindow } from './push-budget.ts';
export {
  isStudyResult,
  placeId,
  resourcePlace,
  settingsFile,
  sourceFolder,
  type ResourcePlace,
} from './resource-place.ts';
export { redactSecrets, secretIssues } from './secret-rules.ts';
export { treeProblem, type DirectoryView, type EntryKind, type TreeLookup } from './tree-rules.ts';
