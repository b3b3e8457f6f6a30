import type { RepositoryPermission } from '@slipway/deliveries';
import type { ObjectId } from './git-remote.ts';

/** A repository as its host knows it. */
export interface HostRepository {
  readonly defaultBranch: string;
  /** Where git fetches it from; of the embedded host a folder. */
  readonly cloneUrl: string;
  readonly isPrivate: boolean;
}

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  /** Who opened it, as the host calls people. */
  readonly author: string;
  readonly state: 'open' | 'merged' | 'closed';
  readonly draft: boolean;
  /** The branch that it would go to. */
  readonly base: string;
  /** The branch that it comes from, and the commit there; the last one that the host knew when it is not open any more. */
  readonly head: { readonly branch: string; readonly commit: ObjectId };
  /** Whether its branch is in another repository. */
  readonly fromFork: boolean;
  readonly openedAt: Date;
  /** The commit that brought it to its base. */
  readonly mergeCommit: ObjectId | undefined;
  /** Who was asked for a review and has not given it yet, as owners are named. */
  readonly reviewers: readonly string[];
  /** Where people see it; undefined when there is no such page. */
  readonly url: string | undefined;
}

export interface PullRequestDraft {
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly base: string;
  readonly head: string;
}

/** What somebody says of a commit of a pull request. */
export interface PullRequestReview {
  readonly reviewer: string;
  readonly verdict: 'approved' | 'changes-requested';
  readonly body: string;
  readonly commit: ObjectId;
  readonly at: Date;
}

/** A comment that Slipway keeps up to date; `key` tells it from its others on the same pull request. */
export interface HostComment {
  readonly key: string;
  readonly body: string;
}

export interface CheckAnnotation {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; absent when it is about the whole line. */
  readonly column?: number;
  readonly level: 'failure' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

/** A button on a check: whoever presses it asks Slipway for something. At most 20, 20 and 40 characters. */
export interface CheckAction {
  readonly identifier: string;
  readonly label: string;
  readonly description: string;
}

/** `action-required`: somebody has to do something, such as approve. `queued` and `in-progress` are not the last word. */
export type CheckState =
  'queued' | 'in-progress' | 'success' | 'failure' | 'action-required' | 'cancelled' | 'skipped';

/** What a check says of a commit. */
export interface CheckReport {
  /** `slipway/plan` */
  readonly name: string;
  readonly commit: ObjectId;
  readonly state: CheckState;
  readonly title: string;
  /** Markdown of at most 65,535 bytes. */
  readonly summary: string;
  /** Where people see more. */
  readonly detailsUrl?: string;
  /** At most 3; where the host has no buttons they are left out. */
  readonly actions?: readonly CheckAction[];
  readonly annotations: readonly CheckAnnotation[];
}

/** As far as a host tells it again. */
export type ReportedCheck = Omit<CheckReport, 'annotations' | 'actions' | 'detailsUrl'>;

/** How far a commit is, as a host shows it beside the commit. */
export interface CommitStatus {
  readonly commit: ObjectId;
  /** What it is about: `slipway/deploy`. The last status of each counts. */
  readonly context: string;
  readonly state: 'pending' | 'success' | 'failure';
  /** At most 140 characters. */
  readonly description: string;
  /** Where there is more. */
  readonly url: string | undefined;
}

/** A commit in an environment: a cluster, or a preview. */
export interface HostDeployment extends Omit<CommitStatus, 'context' | 'state'> {
  readonly environment: string;
  /** `inactive`: it is not there any more. */
  readonly state: CommitStatus['state'] | 'inactive';
  /** Where people use what is deployed. */
  readonly environmentUrl?: string;
  /** The environment is made for this, and goes away again; it is none of production. */
  readonly transient?: boolean;
}

/** `queued`: a merge queue merges it when its turn has come, with its place there, from 1. `moved`: its head is not the expected commit any more. `refused`: the host does not merge it, and says why. */
export type MergeResult =
  | { readonly kind: 'merged'; readonly commit: ObjectId }
  | { readonly kind: 'queued'; readonly position: number }
  | { readonly kind: 'moved'; readonly head: ObjectId }
  | { readonly kind: 'refused'; readonly reason: string };

/** Of a file that is read by its host. */
export const mostFileBytes = 1024 * 1024;

/**
 * One repository with its pull requests. Implementations: GitHub, and the embedded host. Each report may be repeated: it
 * has no second effect.
 * @throws UnavailableError by all calls, when the host does not answer or takes no calls now; NotFoundError, when it has no
 * such repository, or not for us
 */
export interface GitHost {
  repository(): Promise<HostRepository>;
  /**
   * Text of a file at a commit; undefined when there is none: nothing, a folder, a submodule, a symbolic link, what is below
   * one, or not UTF-8. `path` is taken literally.
   * @throws TooLargeError above `mostFileBytes`
   */
  fileAt(commit: ObjectId, path: string): Promise<string | undefined>;
  /**
   * The commit that a whole ref (`refs/heads/main`, `refs/tags/v1`) points to, of an annotated tag what it tags; undefined when
   * there is no such ref, or it points to something else.
   */
  refCommit(ref: string): Promise<ObjectId | undefined>;
  /**
   * Paths that a pull request touches, of renamed files both, in order; undefined when they may be more than the host tells
   * (3,000 on GitHub), or it does not know any more.
   * @throws NotFoundError
   */
  changedFiles(number: number): Promise<readonly string[] | undefined>;
  /**
   * Paths that differ between two commits, of renamed files both, in order; undefined when they may be more than the host
   * tells (300 on GitHub), or it does not know one of the commits.
   */
  filesBetween(base: ObjectId, head: ObjectId): Promise<readonly string[] | undefined>;
  /** @throws NotFoundError */
  pullRequest(number: number): Promise<PullRequest>;
  /** Newest first. */
  openPullRequests(limit: number): Promise<readonly PullRequest[]>;
  /**
   * Opens a pull request; if one of the same branches is open already, that one gets title and body instead.
   * @throws InvalidInputError when the host refuses: no such branch, nothing in it
   */
  openPullRequest(draft: PullRequestDraft): Promise<PullRequest>;
  /** Nothing happens to one that is not open. @throws NotFoundError */
  closePullRequest(number: number): Promise<void>;
  /** Merges it by a merge commit if its head is `head`, or puts it into the merge queue of its branch. One that is merged already stays so. @throws NotFoundError */
  mergePullRequest(
    number: number,
    merge: { readonly head: ObjectId; readonly message: string; readonly author: string },
  ): Promise<MergeResult>;
  /** The last review of each reviewer that counts. @throws NotFoundError */
  reviews(number: number): Promise<readonly PullRequestReview[]>;
  /**
   * Asks owners for their review. Those that were asked already stay so; who can not be asked, as the host does not know them
   * there, is left out. @throws NotFoundError
   */
  requestReviews(number: number, owners: readonly string[]): Promise<void>;
  /** Whether `user` is one of `owner`, which names a person (`alice`) or a team of the host (`@acme/platform`). */
  isOneOf(owner: string, user: string): Promise<boolean>;
  /**
   * What `user` may do there. The embedded host lets nobody do anything by their name alone: who gets in is said by Slipway's
   * own access rights.
   */
  permission(user: string): Promise<RepositoryPermission>;
  /** Makes the comment of this key, or brings it up to date. @throws NotFoundError */
  putComment(number: number, comment: HostComment): Promise<void>;
  /** Slipway's comments, oldest first. @throws NotFoundError */
  comments(number: number): Promise<readonly HostComment[]>;
  /**
   * Says how far a check is, or what it found; the last report of a name counts. One that is not finished is brought up to date
   * in place; a report after a finished one begins anew. `again`: also if the host has the same report already.
   */
  reportCheck(report: CheckReport, options?: { readonly again?: boolean }): Promise<void>;
  /** The last report of each check on a commit, by name. */
  checks(commit: ObjectId): Promise<readonly ReportedCheck[]>;
  /** The last status of its context counts. */
  setStatus(status: CommitStatus): Promise<void>;
  /** The last of each context, by context. */
  statuses(commit: ObjectId): Promise<readonly CommitStatus[]>;
  /** The last word on its environment counts. */
  reportDeployment(deployment: HostDeployment): Promise<void>;
  /** The last word on each environment, by environment. */
  deployments(commit: ObjectId): Promise<readonly HostDeployment[]>;
}
