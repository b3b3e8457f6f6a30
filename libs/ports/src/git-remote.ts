import type { FileOperation } from '@slipway/changes';

/** A 40-digit git object id. */
export type ObjectId = string;

export interface CommitDraft {
  readonly operations: readonly FileOperation[];
  /** Whole commit message including trailers, ending in a newline. */
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Author and committer date; written in UTC. */
  readonly at: Date;
}

/** One file of a tree. */
export interface TreeEntry {
  readonly path: string;
  readonly blob: ObjectId;
}

/** A commit of the environment repository with what its trailers say. */
export interface CommitSummary {
  readonly commit: ObjectId;
  readonly at: Date;
  readonly author: string;
  readonly subject: string;
  readonly changeId: string | undefined;
  readonly requestedBy: string | undefined;
  readonly resource: string | undefined;
  readonly reason: string | undefined;
}

/** Commits that name `resource` in their trailer, or that touch one of `paths` (files or folders, taken literally). */
export interface HistoryQuery {
  readonly resource: string;
  readonly paths: readonly string[];
  readonly limit: number;
}

/**
 * The branch of an environment repository as its single writer sees it. Implementations: the embedded bare repository,
 * and a clone of a remote one. Nothing is visible to readers before `publish` has returned `published`.
 */
export interface EnvironmentBranch {
  /** Contacts the remote and returns the tip, or undefined for an empty repository. @throws UnavailableError */
  refresh(): Promise<ObjectId | undefined>;
  /** A builder of commits on `tip`; nothing is durable or visible before `publish`. One batch at a time. */
  startBatch(tip: ObjectId | undefined): Promise<CommitBatch>;
  /**
   * Change-Ids with their commits in `since..tip`, newest first; all of history when `since` is undefined or unknown.
   * A stream, so that memory stays bounded whatever the length of the history.
   */
  changeIds(
    tip: ObjectId,
    since: ObjectId | undefined,
  ): AsyncIterable<{ readonly change: string; readonly commit: ObjectId }>;
  /** Newest first, from the tip that was last seen. @throws UnavailableError when it takes more than 10 s or too many ask at once. */
  history(query: HistoryQuery): Promise<readonly CommitSummary[]>;
  /** Ends background work and processes; resolves when nothing is left running. */
  close(): Promise<void>;
}

/** What became of one draft. `refused`: a rule about the tree does not allow it; nothing of it was added. */
export type AddResult =
  | { readonly kind: 'commit'; readonly commit: ObjectId }
  | { readonly kind: 'no-effect' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * `moved`: somebody else moved the branch. `declined`: the remote will not take these commits, and says why; sending
 * the same again is of no use. In both cases nothing of the batch is visible.
 */
export type PublishResult =
  | { readonly kind: 'published' }
  | { readonly kind: 'moved' }
  | { readonly kind: 'declined'; readonly reason: string };

export interface CommitBatch {
  /** Blob id of a path in the tree as it is after the commits added so far. */
  blobAt(path: string): Promise<ObjectId | undefined>;
  /** Adds one commit, or says why not. The same input gives the same commit id. */
  add(draft: CommitDraft): Promise<AddResult>;
  /**
   * Makes all commits durable (fsync) and moves the branch from the batch's tip to the last commit by compare-and-swap.
   * @throws UnavailableError when it is unknown whether the push arrived: refresh and look for the Change-Ids.
   */
  publish(): Promise<PublishResult>;
}

/** An agent's read-only view of the environment repository. */
export interface EnvironmentReader {
  /** Fetches the branch and returns its tip, or undefined while the repository is empty. @throws UnavailableError */
  refresh(): Promise<ObjectId | undefined>;
  /** Regular files below a folder at the refreshed tip, in path order; symlinks and submodules are left out. */
  list(folder: string): Promise<readonly TreeEntry[]>;
  /** Content of a file. @throws TooLargeError beyond 4 MiB */
  read(blob: ObjectId): Promise<string>;
  close(): Promise<void>;
}

/** A file that a commit added, changed or removed: its blob before and after, undefined where there is no such file. */
export interface ChangedFile {
  readonly path: string;
  readonly before: ObjectId | undefined;
  readonly after: ObjectId | undefined;
}

export interface FollowedCommit extends CommitSummary {
  /** The commit before it on the branch; undefined for the first. */
  readonly parent: ObjectId | undefined;
  /** Never empty; in path order. What is no regular file counts as none. */
  readonly files: readonly ChangedFile[];
}

/** A read-only view of the environment repository with its whole history, for who follows it. */
export interface EnvironmentHistory {
  /**
   * Contacts the remote and returns the tip, or undefined for an empty repository. Calls take turns.
   * @throws UnavailableError
   */
  refresh(): Promise<ObjectId | undefined>;
  /** The tip as it was seen last, also by a process before this one; undefined: never. */
  lastTip(): Promise<ObjectId | undefined>;
  /**
   * Commits in `since..tip` that change files which `patterns` (git's glob pathspecs) match, oldest first; all of history
   * when `since` is undefined. It walks the first parents: of a merge it gives what the merge brought to the branch. A
   * stream that waits for its reader, so that memory stays bounded whatever the length of the history.
   */
  commits(
    tip: ObjectId,
    since: ObjectId | undefined,
    patterns: readonly string[],
  ): AsyncIterable<FollowedCommit>;
  /**
   * The commits in `since..tip` along the first parents, newest first, if `since` is among the next `most`; undefined
   * otherwise. It does not look at files, and so costs little.
   */
  firstParents(tip: ObjectId, since: ObjectId, most: number): Promise<readonly CommitSummary[] | undefined>;
  /** Whether `commit` is in the history of `tip`; false when it is not in the repository at all. */
  contains(tip: ObjectId, commit: ObjectId): Promise<boolean>;
  /** Regular files at or below these paths in the tree of a commit, in path order; a stream as well. */
  files(commit: ObjectId, paths: readonly string[]): AsyncIterable<TreeEntry>;
  /** The file at this path in the tree of a commit. */
  blobAt(commit: ObjectId, path: string): Promise<ObjectId | undefined>;
  /** Content of a file. @throws TooLargeError beyond 4 MiB, NotFoundError */
  read(blob: ObjectId): Promise<string>;
  close(): Promise<void>;
}

/** Commits of pull requests, on this machine. */
export interface Revisions {
  /**
   * Brings the base branch as it is now, and a commit. @param key what the commit is kept for, such as `pulls/12`; the one
   * before it of the same key may go
   * @returns the bare repository that holds both
   * @throws UnavailableError when the remote does not answer, or does not have the commit
   */
  bring(key: string, commit: ObjectId): Promise<string>;
  /** Ends background work. */
  close(): Promise<void>;
}
