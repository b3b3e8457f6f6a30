import type {
  CheckReport,
  CommitStatus,
  GitHost,
  HostComment,
  HostDeployment,
  PullRequestDraft,
  PullRequestReview,
} from './git-host.ts';
import type { ObjectId } from './git-remote.ts';

/** A pull request as far as the embedded host keeps it beside the branches, which say the rest while it is open. */
export interface PullRequestRecord extends PullRequestDraft {
  readonly number: number;
  readonly state: 'open' | 'merged' | 'closed';
  readonly openedAt: Date;
  /** The head when it was settled; undefined while it is open. */
  readonly settledHead: ObjectId | undefined;
  readonly mergeCommit: ObjectId | undefined;
  /** Who was asked for a review and has not given it yet. */
  readonly reviewers: readonly string[];
}

/** How a pull request ended. */
export interface PullRequestEnd {
  readonly state: 'merged' | 'closed';
  readonly head: ObjectId;
  readonly mergeCommit?: ObjectId;
  readonly at: Date;
}

export interface PullRequestFilter {
  readonly state?: PullRequestRecord['state'] | undefined;
  /** Only those of smaller numbers. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The embedded host has no buttons. */
export type StoredCheck = Omit<CheckReport, 'actions'>;

/** What the embedded host keeps of the pull requests of one repository. */
export interface PullRequestStore {
  find(number: number): Promise<PullRequestRecord | undefined>;
  /** Newest first. */
  list(filter: PullRequestFilter): Promise<readonly PullRequestRecord[]>;
  /** How many are open against this branch. */
  countOpen(base: string): Promise<number>;
  /** One of the same branches that is open gets title and body instead. @returns its number */
  open(draft: PullRequestDraft, at: Date): Promise<number>;
  /** Ends one that is open; nothing happens to others. */
  settle(number: number, end: PullRequestEnd): Promise<void>;
  /** Adds to those that were asked for a review, in their order. */
  askForReviews(number: number, owners: readonly string[]): Promise<void>;
  /** Takes the place of the reviewer's last one; who has given one is not asked any more. What the check of this name said of the commit counts no more. */
  addReview(number: number, review: PullRequestReview, outdated: string): Promise<void>;
  reviews(number: number): Promise<readonly PullRequestReview[]>;
  putComment(number: number, comment: HostComment, at: Date): Promise<void>;
  /** Oldest first. */
  comments(number: number): Promise<readonly HostComment[]>;
  putCheck(report: StoredCheck, at: Date): Promise<void>;
  /** By commit and name. */
  checks(commits: readonly ObjectId[]): Promise<readonly StoredCheck[]>;
  putStatus(status: CommitStatus): Promise<void>;
  /** By context. */
  statuses(commit: ObjectId): Promise<readonly CommitStatus[]>;
  putDeployment(deployment: HostDeployment): Promise<void>;
  /** By environment. */
  deployments(commit: ObjectId): Promise<readonly HostDeployment[]>;
}

/** `conflict`: both sides have changed the same, or there is nothing in common. */
export type BranchMerge =
  | { readonly kind: 'merged'; readonly commit: ObjectId }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] };

/** The branches of a repository on this machine, for those who propose changes by them. */
export interface ProposedBranches {
  /** All branches with their tips. */
  tips(): Promise<ReadonlyMap<string, ObjectId>>;
  /** Those whose tips are in the history of this one, itself among them. */
  mergedInto(branch: string): Promise<ReadonlySet<string>>;
  /** The commit of `tip`'s first parents that brought `commit` there; `commit` itself if it is one of them. */
  broughtBy(tip: ObjectId, commit: ObjectId): Promise<ObjectId>;
  /** Merges a commit into a branch by a merge commit, and moves the branch to it by compare-and-swap. @throws UnavailableError */
  merge(
    branch: string,
    commit: ObjectId,
    by: { readonly message: string; readonly author: string; readonly at: Date },
  ): Promise<BranchMerge>;
}

/** What a repository on this machine holds, for its host. @throws UnavailableError by all calls */
export interface RepositoryContents extends Pick<
  GitHost,
  'repository' | 'fileAt' | 'refCommit' | 'filesBetween'
> {
  /** Where the history of `head` has left that of `base`; undefined: it was never there, or one of them is unknown. */
  forkPoint(base: ObjectId, head: ObjectId): Promise<ObjectId | undefined>;
  /** Undefined: it has none, or is unknown. */
  firstParent(commit: ObjectId): Promise<ObjectId | undefined>;
}
