import { inParallel, type Clock } from '@slipway/kernel';
import {
  isGiven,
  reviewMarkdown,
  reviewStates,
  reviewTitle,
  type Opinion,
  type PlanReport,
  type ReviewState,
} from '@slipway/plan';
import type {
  CheckReport,
  GitHost,
  Metrics,
  ObjectId,
  PullRequest,
  PullRequestHolds,
  Revisions,
} from '@slipway/ports';
import { checkNames } from './check-names.ts';
import type { Planner } from './planner.ts';

export interface PullRequestDeps {
  readonly host: GitHost;
  readonly revisions: Revisions;
  readonly planner: Planner;
  /** The branch that is reconciled. */
  readonly branch: string;
  /** Name of the environment repository. */
  readonly repository: string;
  readonly holds: Pick<PullRequestHolds, 'heldBy'>;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** What became of it, in a sentence. */
export interface Checked {
  readonly checked: boolean;
  readonly reason: string;
}

/** Calls of the host that are under way at once. */
const parallel = 4;

/**
 * Plans a pull request as it is now, and says on it what the plan found and who has to approve. Repeating it has no second
 * effect. @param again report anew although nothing has changed, because somebody asked for it
 */
export async function checkPullRequest(
  deps: PullRequestDeps,
  number: number,
  { again = false }: { readonly again?: boolean } = {},
): Promise<Checked> {
  const { host, branch } = deps;
  const pull = await host.pullRequest(number);
  const name = `pull request ${String(number)}`;
  if (pull.state !== 'open') return { checked: false, reason: `${name} is ${pull.state}` };
  if (pull.base !== branch)
    return { checked: false, reason: `${name} goes to ${pull.base}, which is not reconciled` };
  const { commit } = pull.head;
  const report = await planned(deps, `pulls/${String(number)}`, commit, pull.author, again);
  await host.putComment(number, { key: 'plan', body: report.markdown });
  const states =
    report.reviews && reviewStates(report.reviews, await opinionsOf(host, pull, report.reviews), pull.author);
  const holder = await deps.holds.heldBy(deps.repository, number);
  await host.reportCheck(reviewCheck(commit, states, holder), { again });
  if (states) await host.requestReviews(number, ownersToAsk(states, pull));
  return { checked: true, reason: `the plan of ${name} at ${short(commit)} is ${report.title}` };
}

/** Plans what a merge queue wants to merge at once: all its pull requests together. Their reviews were given before. */
export async function checkMergeGroup(deps: PullRequestDeps, commit: ObjectId): Promise<Checked> {
  const report = await planned(deps, 'merge-group', commit, undefined, false);
  await deps.host.reportCheck({
    ...{ name: checkNames.reviews, commit, state: 'success', annotations: [] },
    ...{ title: 'reviews were given', summary: 'Each pull request of the group was reviewed by itself.\n' },
  });
  return { checked: true, reason: `the plan of the merge group ${short(commit)} is ${report.title}` };
}

async function planned(
  { host, revisions, planner, branch, clock, metrics }: PullRequestDeps,
  key: string,
  commit: ObjectId,
  author: string | undefined,
  again: boolean,
): Promise<PlanReport> {
  const began = clock.now().getTime();
  const repository = await revisions.bring(key, commit);
  const report = await planner.plan({ repository, base: branch, head: commit, author });
  await host.reportCheck(planCheck(report, commit), { again });
  const seconds = (clock.now().getTime() - began) / 1_000;
  metrics.observe('slipway_pull_request_plan_seconds', seconds, { verdict: report.verdict });
  return report;
}

function planCheck({ verdict, title, markdown, findings }: PlanReport, commit: ObjectId): CheckReport {
  return {
    ...{ name: checkNames.plan, commit, title, summary: markdown },
    state: verdict === 'ok' ? 'success' : 'failure',
    annotations: findings.map(({ file, line, column, level, title: about, message }) => ({
      ...{ path: file, line, level, title: about, message },
      ...(column === undefined ? {} : { column }),
    })),
  };
}

function reviewCheck(
  commit: ObjectId,
  states: readonly ReviewState[] | undefined,
  holder: string | undefined,
): CheckReport {
  const check = { name: checkNames.reviews, commit, annotations: [] };
  if (states === undefined)
    return {
      ...{ ...check, state: 'action-required', title: 'nobody knows who has to approve' },
      summary: 'The change can not be read: the plan says why.\n',
    };
  if (holder !== undefined)
    return {
      ...{ ...check, state: 'action-required', title: `held by ${holder}` },
      summary: `\`/slipway hold off\` lets it go.\n\n${reviewMarkdown(states)}`,
    };
  return {
    ...{ ...check, title: reviewTitle(states), summary: reviewMarkdown(states) },
    state: states.every(isGiven) ? 'success' : 'action-required',
  };
}

/** Owners of reviews that nobody has given, one way or the other, as far as they were not asked yet. */
function ownersToAsk(states: readonly ReviewState[], { author, reviewers }: PullRequest): readonly string[] {
  const silent = states.filter(({ approvedBy, refusedBy }) => approvedBy.length + refusedBy.length === 0);
  return [...new Set(silent.flatMap(({ owners }) => owners))].filter(
    (owner) => owner !== author && !reviewers.includes(owner),
  );
}

/** Approvals count for the commit that they were given for; who asks for changes does so until he says otherwise. */
async function opinionsOf(
  host: GitHost,
  { number, head }: PullRequest,
  reviews: NonNullable<PlanReport['reviews']>,
): Promise<readonly Opinion[]> {
  const owners = new Set(reviews.flatMap((review) => review.owners));
  const opinions: Opinion[] = [];
  for (const { reviewer, verdict, commit } of await host.reviews(number)) {
    if (verdict === 'approved' && commit !== head.commit) continue;
    const theirs = new Set<string>();
    await inParallel(owners, parallel, async (owner) => {
      if (await host.isOneOf(owner, reviewer)) theirs.add(owner);
    });
    opinions.push({ reviewer, verdict, owners: theirs });
  }
  return opinions;
}

const short = (commit: ObjectId): string => commit.slice(0, 12);
