/** What somebody has written under a pull request. */
export interface WrittenComment {
  readonly author: string;
  /** Whether a program wrote it. */
  readonly isByProgram: boolean;
  readonly body: string;
}

/** What people write on pull requests of a repository. @throws UnavailableError by all calls */
export interface Conversation {
  /** Undefined: it is gone. */
  comment(id: number): Promise<WrittenComment | undefined>;
}

/** Pull requests that somebody keeps from being merged. */
export interface PullRequestHolds {
  /** Who holds it; undefined: nobody. */
  heldBy(repository: string, number: number): Promise<string | undefined>;
  /** Who holds it already goes on to do so. */
  hold(repository: string, number: number, by: string, at: Date): Promise<void>;
  release(repository: string, number: number): Promise<void>;
}
