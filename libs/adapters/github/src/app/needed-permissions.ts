import type { Permissions } from '../client/github-client.ts';

/**
 * The parts of Slipway that call GitHub as an App. One App may do the work of all, or each has its own that can do no more
 * than its part: `checks` takes webhooks and reports on pull requests, `committer` writes the branch, `deploy` tells how far
 * merges are.
 */
export const appParts = ['checks', 'committer', 'deploy'] as const;
export type AppPart = (typeof appParts)[number];

/** A permission of an App, and why it has it. */
export interface NeededPermission {
  /** As GitHub's API names it: `pull_requests`. */
  readonly name: string;
  readonly right: 'read' | 'write';
  /** As the pages of GitHub name it: `Repository: Pull requests`. */
  readonly title: string;
  readonly part: AppPart;
  readonly purpose: string;
  /** What is missing without it, where the rest works all the same. */
  readonly without?: string;
}

/** All that Slipway asks of GitHub. The table of docs/how-to/connect-github.md says the same. */
export const neededPermissions: readonly NeededPermission[] = [
  {
    ...{ name: 'checks', right: 'write', title: 'Repository: Checks', part: 'checks' },
    purpose: '`slipway/plan` and `slipway/reviews`',
  },
  {
    ...{ name: 'pull_requests', right: 'write', title: 'Repository: Pull requests', part: 'checks' },
    purpose: 'the comment with the plan; reviews',
  },
  {
    ...{ name: 'contents', right: 'write', title: 'Repository: Contents', part: 'checks' },
    purpose:
      'git fetches what is proposed, and files of commits are read; branches of proposals, and merges that are asked for',
  },
  {
    ...{ name: 'issues', right: 'read', title: 'Repository: Issues', part: 'checks' },
    purpose: 'comments that ask for something: `/slipway retry`',
    without: 'comments ask for nothing',
  },
  {
    ...{ name: 'merge_queues', right: 'write', title: 'Repository: Merge queues', part: 'checks' },
    purpose: 'plans of a merge queue, and what is to be merged goes into it',
    without: 'a merge queue is not planned, and nothing goes into it by itself',
  },
  {
    ...{ name: 'members', right: 'read', title: 'Organisation: Members', part: 'checks' },
    purpose: 'owners such as `@acme/platform`',
    without: 'teams have no members',
  },
  {
    ...{ name: 'contents', right: 'write', title: 'Repository: Contents', part: 'committer' },
    purpose: 'git pushes to the branch',
  },
  {
    ...{ name: 'statuses', right: 'write', title: 'Repository: Commit statuses', part: 'deploy' },
    purpose: 'how far a merge is: `slipway/deploy`',
  },
  {
    ...{ name: 'deployments', right: 'write', title: 'Repository: Deployments', part: 'deploy' },
    purpose: 'the same for each cluster',
  },
];

/** A webhook event that the receiver handles. */
export interface NeededEvent {
  /** As GitHub's API names it: `pull_request_review`. */
  readonly name: string;
  readonly purpose: string;
  readonly without?: string;
}

export const neededEvents: readonly NeededEvent[] = [
  { name: 'push', purpose: 'what is pushed takes effect in a second' },
  { name: 'pull_request', purpose: 'pull requests are planned' },
  { name: 'pull_request_review', purpose: 'approvals count when they are given' },
  { name: 'check_run', purpose: '*Re-run* plans again' },
  {
    ...{ name: 'issue_comment', purpose: 'comments that ask for something are answered' },
    without: 'comments ask for nothing',
  },
  {
    ...{ name: 'merge_group', purpose: 'groups of a merge queue are planned' },
    without: 'a merge queue is not planned',
  },
];

/** What these parts need of GitHub together, the higher of two rights for each permission. */
export function permissionsOf(parts: readonly AppPart[]): readonly NeededPermission[] {
  const needed = neededPermissions.filter(({ part }) => parts.includes(part));
  return needed.filter((one) => {
    const same = needed.filter(({ name }) => name === one.name);
    return (same.find(({ right }) => right === 'write') ?? same[0]) === one;
  });
}

/** Whether `granted` has the permission, or more. */
export function grants(granted: Permissions, { name, right }: NeededPermission): boolean {
  return granted[name] === 'write' || granted[name] === right;
}
