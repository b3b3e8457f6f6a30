import { NotFoundError } from '@slipway/kernel';
import type { GitHost } from '@slipway/ports';
import { readChecks, reportCheckRun } from './check-runs.ts';
import { ownComments, putComment } from './comments.ts';
import { readDeployments, readStatuses, reportDeployment, setStatus } from './commit-states.ts';
import { MembershipAnswer } from './answers.ts';
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
    pullRequest: (number) => readPullRequest(calls, number),
    openPullRequests: (limit) => listOpen(calls, limit),
    openPullRequest: (draft) => openPullRequest(calls, draft),
    closePullRequest: (number) => closePullRequest(calls, number),
    mergePullRequest: (number, { head, message }) => mergePullRequest(calls, number, head, message),
    reviews: (number) => readReviews(calls, number),
    requestReviews: (number, owners) => requestReviews(calls, number, owners),
    isOneOf: (named, user) => isOneOf(calls, named, user),
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

const teamPattern = /^@([\w.-]+)\/([\w.-]+)$/;

/** Names of people and teams are the same in any case there. */
async function isOneOf(calls: RepositoryCalls, named: string, user: string): Promise<boolean> {
  const [, org, team] = teamPattern.exec(named) ?? [];
  if (org === undefined || team === undefined)
    return named.replace(/^@/, '').toLowerCase() === user.toLowerCase();
  try {
    const { state } = await calls.call(
      'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
      { members: 'read' },
      { org, team_slug: team, username: user },
      MembershipAnswer,
    );
    return state === 'active';
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}
