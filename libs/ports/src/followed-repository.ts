import type { Issue } from '@slipway/kernel';
import type { ObjectId } from './git-remote.ts';

/** A file of a model that can't be followed, because it does not say what the model is. */
export interface ModelFileProblem {
  /** Where the model lies, without `.yaml`. */
  readonly path: string;
  readonly team: string;
  /** The commit that made it so. */
  readonly commit: ObjectId;
  /** The last commit before it, which the registry has followed; undefined: none. */
  readonly good: ObjectId | undefined;
  readonly at: Date;
  readonly message: string;
  readonly issues: readonly Issue[];
}

/** A change of the registry's that did not get into git. */
export interface RejectedChange {
  readonly id: string;
  readonly team: string;
  /** Paths that it wanted to write or delete. */
  readonly paths: readonly string[];
  readonly reason: string;
  readonly at: Date;
}

/** What the registry knows of the environment repository it follows. */
export interface FollowedRepositoryReader {
  /** The last commit that was followed; `commit` is undefined when the repository was empty. Undefined: never followed. */
  position(repository: string): Promise<{ readonly commit: ObjectId | undefined } | undefined>;
  hasModels(): Promise<boolean>;
  /** Of these commits with their Change-Ids, those that services of Slipway asked for: what they do to models the registry has already. */
  own(
    repository: string,
    commits: readonly { readonly change: string; readonly commit: ObjectId }[],
  ): Promise<ReadonlySet<ObjectId>>;
  /** All problems of files, by the path of their model. */
  problems(): Promise<ReadonlyMap<string, ModelFileProblem>>;
  /** Rejected changes of the registry that have not been followed, oldest first. */
  rejections(repository: string, limit: number): Promise<readonly RejectedChange[]>;
  findProblem(path: string): Promise<ModelFileProblem | undefined>;
  /** Rejected changes of the model at this path that were followed, newest first. */
  rejectionsOf(team: string, path: string, limit: number): Promise<readonly RejectedChange[]>;
}

/** The same within a transaction of the caller. */
export interface FollowedRepository extends FollowedRepositoryReader {
  /**
   * Moves the position, unless it is not at `from` any more: false then, and the caller must undo what it did. Whoever
   * else would move it waits for the end of the transaction.
   */
  move(repository: string, from: ObjectId | undefined, to: ObjectId | undefined): Promise<boolean>;
  /**
   * Forgets all models of all teams with their history and problems, and sets the position. Keeps writers of models off
   * until the end. Changes that are in the log now count as edits of somebody else from now on: the registry does not
   * have them.
   */
  startOver(repository: string, at: ObjectId | undefined): Promise<void>;
  /** Name of the model that lies at a path. */
  nameAt(team: string, path: string): Promise<string | undefined>;
  /** Whether a change that writes a file of a model at this path waits for its commit. */
  hasPending(repository: string, team: string, path: string): Promise<boolean>;
  /** The head that the committer recorded last: all changes with an outcome are in its history. */
  recordedHead(repository: string): Promise<ObjectId | undefined>;
  saveProblem(problem: ModelFileProblem): Promise<void>;
  clearProblems(paths: readonly string[]): Promise<void>;
  saveRejection(change: RejectedChange): Promise<void>;
}
