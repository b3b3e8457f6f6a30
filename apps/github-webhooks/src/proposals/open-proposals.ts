import { commitMessage, proposalBranch, proposalText } from '@slipway/changes';
import {
  describeError,
  InvalidInputError,
  SlipwayError,
  UnavailableError,
  type Clock,
} from '@slipway/kernel';
import type {
  GitHost,
  Logger,
  Metrics,
  OpenedProposal,
  ProposalBranches,
  ProposalRecord,
  ProposalStore,
  PullRequestHolds,
} from '@slipway/ports';

export interface ProposalDeps {
  readonly proposals: ProposalStore;
  readonly proposalBranches: ProposalBranches;
  readonly host: GitHost;
  /** Name of the environment repository. */
  readonly repository: string;
  readonly holds: Pick<PullRequestHolds, 'heldBy'>;
  /** The branch that changes go to. */
  readonly branch: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Proposals that one pass opens: each costs the host some calls that make content. */
const mostOfPass = 10;

/**
 * Pull requests on one branch above which no proposal is added to them: half of what GitHub recommends at most
 * (docs.github.com, repository limits), as people open theirs too.
 */
const mostOpen = 500;
const mostReason = 500;

/**
 * Opens pull requests for proposals that were accepted, oldest first. Repeating it has no second effect: a branch is named
 * after its proposal, and a branch has one pull request.
 * @param open pull requests that are open now
 * @returns whether it has opened some
 */
export async function openProposals(deps: ProposalDeps, open: number): Promise<boolean> {
  let hasOpened = false;
  const { proposals } = deps;
  const accepted = await proposals.inState('accepted', mostOfPass);
  for (const [index, proposal] of accepted.entries()) {
    if (open + index >= mostOpen) {
      const note = `${String(open)} pull requests are open: it waits until some are merged or closed`;
      if (proposal.note !== note) await proposals.noteWaiting(proposal.id, note);
      continue;
    }
    hasOpened = (await openOrNote(deps, proposal)) || hasOpened;
  }
  return hasOpened;
}

/** One that can not be opened holds up no others: it waits and says why, or is rejected when it broke the writing itself. */
async function openOrNote(deps: ProposalDeps, proposal: ProposalRecord): Promise<boolean> {
  const { proposals, logger } = deps;
  const { id, key } = proposal;
  try {
    const opened = await openOne(deps, proposal);
    if (opened === undefined) return false;
    await proposals.noteOpened(id, opened);
    logger.info('a proposal has a pull request', { proposal: id, key, number: opened.number });
    return true;
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    const reason = describeError(error).slice(0, mostReason);
    logger.warn('a proposal could not be opened', { proposal: id, key, error });
    if (error instanceof SlipwayError) {
      if (proposal.note !== reason) await proposals.noteWaiting(id, reason);
    } else await settled(deps, proposal, 'rejected', reason);
    return false;
  }
}

async function openOne(deps: ProposalDeps, proposal: ProposalRecord): Promise<OpenedProposal | undefined> {
  const { proposalBranches, host, branch } = deps;
  const head = proposalBranch(proposal.id);
  const made = await proposalBranches.make(head, draftOf(proposal));
  if (made.kind === 'no-effect')
    return settled(deps, proposal, 'no-effect', `${branch} already is as it wants it`);
  if (made.kind === 'refused') return settled(deps, proposal, 'rejected', made.reason);
  const { subject: title, requestedBy: author } = proposal;
  try {
    const body = proposalText(proposal);
    const { number, url } = await host.openPullRequest({ title, body, author, base: branch, head });
    return { number, url, commit: made.commit };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    await proposalBranches.remove(head);
    return settled(deps, proposal, 'rejected', error.message.slice(0, mostReason));
  }
}

async function settled(
  { proposals, clock, metrics }: ProposalDeps,
  { id }: ProposalRecord,
  state: 'no-effect' | 'rejected',
  note: string,
): Promise<undefined> {
  await proposals.settle(id, { state, note, at: clock.now() });
  metrics.count('slipway_proposals_settled_total', { state });
}

function draftOf(proposal: ProposalRecord): Parameters<ProposalBranches['make']>[1] {
  const { operations, requestedBy: name, acceptedAt: at } = proposal;
  return {
    operations,
    message: commitMessage({ ...proposal, preconditions: [] }),
    author: { name, email: `${name.replaceAll(/[^\w.-]/g, '-')}@slipway.invalid` },
    at,
  };
}
