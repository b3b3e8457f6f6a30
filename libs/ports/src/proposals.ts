import type { Proposal, ProposalState } from '@slipway/changes';
import type { CommitDraft, ObjectId } from './git-remote.ts';
import type { Page } from './scheduler-store.ts';

/** The writing end of the log of proposals, bound to a transaction of the caller as the ChangeLog is. */
export interface ProposalLog {
  /**
   * Appends a proposal. Older ones of the same key that have no pull request yet are superseded by it.
   * @returns its id, or that of one that asks for the same and is still on its way: nothing is appended then
   * @throws InvalidInputError when a path or content rule refuses it
   */
  propose(proposal: Proposal): Promise<string>;
}

/** A proposal with what became of it. */
export interface ProposalRecord extends Proposal {
  readonly state: ProposalState;
  /** Of its pull request. */
  readonly number: number | undefined;
  /** Where people see its pull request. */
  readonly url: string | undefined;
  /** The commit that its branch was made with; undefined as long as there is none. */
  readonly commit: ObjectId | undefined;
  /** Why it is as it is, or why it waits. */
  readonly note: string | undefined;
  readonly acceptedAt: Date;
  readonly settledAt: Date | undefined;
}

export interface ProposalEnd {
  readonly state: Exclude<ProposalState, 'accepted' | 'open'>;
  readonly note?: string | undefined;
  readonly at: Date;
}

/** The pull request of a proposal. */
export type OpenedProposal = Pick<ProposalRecord, 'url'> & {
  readonly number: number;
  readonly commit: ObjectId;
};

/** What was proposed for a repository, for who reads it and who brings it to its host. */
export interface ProposalStore {
  find(id: string): Promise<ProposalRecord | undefined>;
  /** Of a team, newest first; the key is the id. */
  list(
    team: string | undefined,
    filter: { readonly state?: ProposalState | undefined },
    page: Page<string>,
  ): Promise<readonly ProposalRecord[]>;
  /** In this state, oldest first. */
  inState(state: 'accepted' | 'open', limit: number): Promise<readonly ProposalRecord[]>;
  /** It has a pull request now. */
  noteOpened(id: string, pull: OpenedProposal): Promise<void>;
  /** Why one that was accepted has no pull request yet. */
  noteWaiting(id: string, note: string): Promise<void>;
  /** Ends one that has not ended. */
  settle(id: string, end: ProposalEnd): Promise<void>;
}

/** `no-effect`: the branch that it would go to already is as it wants it. `refused`: the tree does not allow it. */
export type ProposalCommit =
  | { readonly kind: 'made'; readonly commit: ObjectId }
  | { readonly kind: 'no-effect' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Branches of proposals, in the repository that their pull requests are in. Calls take turns. */
export interface ProposalBranches {
  /**
   * Makes a branch of one commit on top of the branch that changes go to, as that is now. One that exists stays as it is.
   * @throws UnavailableError
   */
  make(branch: string, draft: CommitDraft): Promise<ProposalCommit>;
  /** Nothing happens when there is no such branch. @throws UnavailableError */
  remove(branch: string): Promise<void>;
  close(): Promise<void>;
}
