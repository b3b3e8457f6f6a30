import { proposalBranch } from '@slipway/changes';
import { NotFoundError, UnavailableError } from '@slipway/kernel';
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
  const successors = successorsOf(open);
  for (const proposal of open)
    await alone(deps, proposal, () => settleIfOver(deps, proposal, pulls, successors.get(proposal)));
  const opened = await openProposals(deps, pulls.size);
  for (const [proposal, successor] of successorsOf(await proposals.inState('open', mostPulls)))
    await alone(deps, proposal, () => supersede(deps, proposal, successor));
  return opened;
}

/** One that fails holds up no others; a host that is away does. */
async function alone(
  { logger }: ProposalDeps,
  { id, number }: ProposalRecord,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    logger.warn('a proposal could not be followed', { proposal: id, number, error });
  }
}

/** Of several of a key the newest stays: the others, each with that one. */
function successorsOf(open: readonly ProposalRecord[]): ReadonlyMap<ProposalRecord, ProposalRecord> {
  const newest = new Map(open.map((proposal) => [proposal.key, proposal]));
  return new Map(
    open.flatMap((proposal) => {
      const successor = newest.get(proposal.key);
      return successor && successor !== proposal ? [[proposal, successor] as const] : [];
    }),
  );
}

async function settleIfOver(
  deps: ProposalDeps,
  proposal: ProposalRecord,
  pulls: ReadonlyMap<number, PullRequest>,
  successor: ProposalRecord | undefined,
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
  if (pull.state === 'open' && proposal.autoMerge && !successor)
    pull = (await merged(deps, pull, proposal)) ?? pull;
  // Closed for its successor, and a crash came before that was recorded.
  if (pull.state === 'closed' && successor) await end(deps, proposal, placeTakenBy(successor));
  else if (pull.state !== 'open') await end(deps, proposal, { state: pull.state });
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
  { host, holds, repository }: ProposalDeps,
  pull: PullRequest,
  { subject, requestedBy: author, commit }: ProposalRecord,
): Promise<PullRequest | undefined> {
  if (pull.head.commit !== commit) return undefined;
  if ((await holds.heldBy(repository, pull.number)) !== undefined) return undefined;
  const checks = await host.checks(pull.head.commit);
  const succeeded = new Set(checks.filter(({ state }) => state === 'success').map(({ name }) => name));
  if (!Object.values(checkNames).every((name) => succeeded.has(name))) return undefined;
  const message = `Merge pull request #${String(pull.number)}: ${subject}`;
  const result = await host.mergePullRequest(pull.number, { head: pull.head.commit, message, author });
  return result.kind === 'merged' ? host.pullRequest(pull.number) : undefined;
}

const placeTakenBy = ({ number }: ProposalRecord) =>
  ({ state: 'superseded', note: `#${String(number)} took its place` }) as const;

async function supersede(
  deps: ProposalDeps,
  proposal: ProposalRecord,
  successor: ProposalRecord,
): Promise<void> {
  const taken = placeTakenBy(successor);
  const number = proposal.number ?? 0;
  await deps.host.putComment(number, { key: 'proposal', body: `Superseded: ${taken.note}.\n` });
  await deps.host.closePullRequest(number);
  await end(deps, proposal, taken);
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
