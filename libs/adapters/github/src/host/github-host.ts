import type { GitHost } from '@slipway/ports';
import { readChecks, reportCheckRun } from './check-runs.ts';
import { ownComments, putComment } from './comments.ts';
import { readDeployments, readStatuses, reportDeployment, setStatus } from './commit-states.ts';
import { isOneOf, permissionOf } from './people.ts';
import {
  closePullRequest,
  listOpen,
  mergePullRequest,
  openPullRequest,
  readPullRequest,
  readReviews,
  requestReviews,
} from './pull-requests.ts';
import type { RepositoryCalls } from './repository-calls.ts';
import { fileAt, filesBetween, readChangedFiles, readRepository, refCommit } from './repository-files.ts';

export interface GitHubHostOptions {
  readonly calls: RepositoryCalls;
  /** Of another App, for commit statuses and deployments; those above without it. */
  readonly deployCalls?: RepositoryCalls;
  /** The App's: what it has not made itself is none of its reports. */
  readonly appId: number;
}

/** A repository on GitHub, as the App that is installed there. */
export function githubHost({ calls, deployCalls = calls, appId }: GitHubHostOptions): GitHost {
  return {
    repository: () => readRepository(calls),
    fileAt: (commit, path) => fileAt(calls, commit, path),
    refCommit: (ref) => refCommit(calls, ref),
    filesBetween: (base, head) => filesBetween(calls, base, head),
    changedFiles: (number) => readChangedFiles(calls, number),
    pullRequest: (number) => readPullRequest(calls, number),
    openPullRequests: (limit) => listOpen(calls, limit),
    openPullRequest: (draft) => openPullRequest(calls, draft),
    closePullRequest: (number) => closePullRequest(calls, number),
    mergePullRequest: (number, { head, message }) => mergePullRequest(calls, number, head, message),
    reviews: (number) => readReviews(calls, number),
    requestReviews: (number, owners) => requestReviews(calls, number, owners),
    isOneOf: (named, user) => isOneOf(calls, named, user),
    permission: (user) => permissionOf(calls, user),
    putComment: (number, comment) => putComment(calls, appId, number, comment),
    comments: async (number) =>
      (await ownComments(calls, appId, number)).map(({ key, body }) => ({ key, body })),
    reportCheck: (report, { again = false } = {}) => reportCheckRun(calls, appId, report, again),
    checks: (commit) => readChecks(calls, appId, commit),
    setStatus: (status) => setStatus(deployCalls, status),
    statuses: (commit) => readStatuses(deployCalls, commit),
    reportDeployment: (deployment) => reportDeployment(deployCalls, deployment),
    deployments: (commit) => readDeployments(deployCalls, commit),
  };
}
