import { proposalBranch } from '@slipway/changes';
import { NotFoundError } from '@slipway/kernel';
import type { GitHost, ProposalRecord, PullRequest } from '@slipway/ports';
import { checkNames } from '../pull-requests/check-names.ts';
import { openProposals, type ProposalDeps } from './open-proposals.ts';

/** Open pull requests that are looked at, at most: as many as GitHub recommends on one branch. */
const mostPulls = 1_000;

/**
 * One pass: pull requests of proposals that were merged or closed are settled, those that may be are merged, new ones are opened,
 * and those whose place they take are closed. Repeating it has no second effect.
 * @returns whether it has opened some
 */
export async function followProposals(deps: ProposalDeps): Promise<boolean> {
  const { proposals, host, metrics } = deps;
  const open = await proposals.inState('open', mostPulls);
  const waiting = await proposals.inState('accepted', 1);
  metrics.gauge('slipway_proposals_open', open.length, {});
  if (open.length === 0 && waiting.length === 0) return false;
  const pulls = new Map<number, PullRequest>();
  for (const pull of await host.openPullRequests(mostPulls)) pulls.set(pull.number, pull);
  for (const proposal of open) await settleIfOver(deps, proposal, pulls);
  const opened = await openProposals(deps, pulls.size);
  await supersede(deps, await proposals.inState('open', mostPulls));
  return opened;
}

async function settleIfOver(
  deps: ProposalDeps,
  proposal: ProposalRecord,
  pulls: ReadonlyMap<number, PullRequest>,
): Promise<void> {
  const { host } = deps;
  const number = proposal.number ?? 0;
  let pull = pulls.get(number) ?? (await pullRequestIfThere(host, number));
  if (pull?.head.branch !== proposalBranch(proposal.id)) {
    // As when the repository has moved to another host.
    await end(deps, proposal, {
      state: 'closed',
      note: `#${String(number)} is not its pull request any more`,
    });
    return;
  }
  if (pull.state === 'open' && proposal.autoMerge) pull = (await merged(host, pull, proposal)) ?? pull;
  if (pull.state !== 'open') await end(deps, proposal, { state: pull.state });
}

async function pullRequestIfThere(host: GitHost, number: number): Promise<PullRequest | undefined> {
  try {
    return await host.pullRequest(number);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Merges it when both checks have succeeded on what was proposed, to which nobody added. Undefined: it is not merged, now. */
async function merged(
  host: GitHost,
  pull: PullRequest,
  { subject, requestedBy: author, commit }: ProposalRecord,
): Promise<PullRequest | undefined> {
  if (pull.head.commit !== commit) return undefined;
  const checks = await host.checks(pull.head.commit);
  const succeeded = new Set(
    checks.filter(({ conclusion }) => conclusion === 'success').map(({ name }) => name),
  );
  if (!Object.values(checkNames).every((name) => succeeded.has(name))) return undefined;
  const message = `Merge pull request #${String(pull.number)}: ${subject}`;
  const result = await host.mergePullRequest(pull.number, { head: pull.head.commit, message, author });
  return result.kind === 'merged' ? host.pullRequest(pull.number) : undefined;
}

/** Of several open ones of a key the newest stays. */
async function supersede(deps: ProposalDeps, open: readonly ProposalRecord[]): Promise<void> {
  const newest = new Map(open.map((proposal) => [proposal.key, proposal]));
  for (const proposal of open) {
    const successor = newest.get(proposal.key);
    if (!successor || successor.id === proposal.id) continue;
    const note = `#${String(successor.number)} took its place`;
    await deps.host.putComment(proposal.number ?? 0, { key: 'proposal', body: `Superseded: ${note}.\n` });
    await deps.host.closePullRequest(proposal.number ?? 0);
    await end(deps, proposal, { state: 'superseded', note });
  }
}

async function end(
  { proposals, proposalBranches, clock, logger, metrics }: ProposalDeps,
  { id, number }: ProposalRecord,
  { state, note }: { readonly state: 'merged' | 'closed' | 'superseded'; readonly note?: string },
): Promise<void> {
  await proposalBranches.remove(proposalBranch(id));
  await proposals.settle(id, { state, note, at: clock.now() });
  metrics.count('slipway_proposals_settled_total', { state });
  logger.info('a proposal has come to its end', { proposal: id, number, state });
}
