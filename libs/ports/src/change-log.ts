import type { Change, ChangeOutcome, ChangeState } from '@slipway/changes';

/**
 * The writing end of the change log. An implementation is bound to a transaction of the caller: the change is accepted
 * if and only if that transaction commits, together with the caller's own state.
 */
export interface ChangeLog {
  /**
   * Checks the change by the static path rules and appends it.
   * @throws InvalidInputError when a path or content rule refuses it; nothing is appended then.
   */
  append(change: Change): Promise<void>;
}

/** A change as it lies in the log. */
export interface LoggedChange extends Change {
  /** Position in the log: the order of commits. Changes of one resource keep the order of their transactions. */
  readonly sequence: bigint;
  readonly acceptedAt: Date;
}

export interface ChangeRecord {
  readonly id: string;
  readonly state: ChangeState;
  readonly commit: string | undefined;
  readonly reason: string | undefined;
}

/** A lease by its name and the ticket its holder got. */
export interface Fence {
  readonly lease: string;
  readonly ticket: string;
}

/** A change with what became of it, for those who ask. `record.reason` is why it was rejected, `change.reason` why it was asked for. */
export interface FoundChange {
  readonly change: LoggedChange;
  readonly record: ChangeRecord;
  readonly settledAt: Date | undefined;
}

/** The reading end of the change log. */
export interface ChangeReader {
  find(id: string): Promise<FoundChange | undefined>;
  /**
   * Of these commits with their Change-Ids, those that the committer wrote: the commit of the change is this one, or the
   * change has no outcome yet, as between a push and its record.
   */
  written(
    repository: string,
    commits: readonly { readonly change: string; readonly commit: string }[],
  ): Promise<ReadonlySet<string>>;
}

/** The committer's end of the change log of one repository. */
export interface ChangeQueue {
  /**
   * The oldest accepted changes of the repository, in log order, at most `limit`, stopping before `maxBytes` of content
   * but with at least one. When more are pending, every team that has some should be among them.
   */
  pending(repository: string, limit: number, maxBytes: number): Promise<readonly LoggedChange[]>;
  /**
   * Records outcomes and the head they are in, in one transaction, and announces them. Idempotent: a change that
   * already has an outcome keeps it. With a `fence` the same transaction checks that the lease still has this ticket:
   * a leader that lost its lease while it slept must not record a rejection it decided on an old tip.
   * @throws ConflictError when the fence does not hold; nothing is recorded then.
   */
  settle(repository: string, head: string, outcomes: readonly ChangeOutcome[], fence?: Fence): Promise<void>;
  /**
   * Keeps outcomes that leave no trace in git (no effect, rejected) before the push to `head` that makes them true. After
   * a crash between push and `settle` they are found again; decided anew, on top of later commits of the same push, they
   * could come out differently, and an old change undo a newer one.
   * @throws ConflictError when the fence does not hold.
   */
  prepare(repository: string, head: string, outcomes: readonly ChangeOutcome[], fence?: Fence): Promise<void>;
  /** Prepared and not settled: head → outcomes. Those whose head never came to be are forgotten after a day. */
  prepared(repository: string): Promise<ReadonlyMap<string, readonly ChangeOutcome[]>>;
  /** The head recorded by the last `settle`, or undefined for a repository never written to. */
  recordedHead(repository: string): Promise<string | undefined>;
  /** Of these ids, those that are accepted and have no outcome yet. */
  unsettled(repository: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
}
