import { InvalidInputError } from '@slipway/kernel';
import type { MergeResult, PullRequest, PullRequestDraft, PullRequestReview } from '@slipway/ports';
import { z } from 'zod';
import { statusOf } from '../client/github-client.ts';
import { AnyAnswer, MergeAnswer, PullRequestAnswer, ReviewAnswers, type ReviewAnswer } from './answers.ts';
import { enqueuePullRequest, wantsMergeQueue } from './merge-queue.ts';
import type { RepositoryCalls } from './repository-calls.ts';

const reading = { pull_requests: 'read' } as const;
const writing = { pull_requests: 'write' } as const;
/** That GitHub asks for one pull request. */
const mostReviewers = 15;
/** Pages of 100 reviews that are looked at. */
const mostPages = 10;

export async function readPullRequest(calls: RepositoryCalls, number: number): Promise<PullRequest> {
  return pullRequestOf(calls.owner, await readAnswer(calls, number));
}

const readAnswer = (calls: RepositoryCalls, number: number): Promise<PullRequestAnswer> =>
  calls.call(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    reading,
    { pull_number: number },
    PullRequestAnswer,
  );

export async function listOpen(calls: RepositoryCalls, limit: number): Promise<readonly PullRequest[]> {
  const found = await calls.list(
    'GET /repos/{owner}/{repo}/pulls',
    reading,
    { state: 'open', sort: 'created', direction: 'desc' },
    z.array(PullRequestAnswer),
    Math.ceil(limit / 100),
  );
  return found.slice(0, limit).map((answer) => pullRequestOf(calls.owner, answer));
}

export async function openPullRequest(
  calls: RepositoryCalls,
  { title, body, base, head }: PullRequestDraft,
): Promise<PullRequest> {
  const [existing] = await calls.call(
    'GET /repos/{owner}/{repo}/pulls',
    reading,
    { state: 'open', base, head: `${calls.owner}:${head}`, per_page: 1 },
    z.array(PullRequestAnswer),
  );
  const answer = existing
    ? await calls.call(
        'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
        writing,
        { pull_number: existing.number, title, body },
        PullRequestAnswer,
      )
    : await calls.call(
        'POST /repos/{owner}/{repo}/pulls',
        writing,
        { title, body, base, head },
        PullRequestAnswer,
      );
  return pullRequestOf(calls.owner, answer);
}

export async function closePullRequest(calls: RepositoryCalls, number: number): Promise<void> {
  const { state } = await readPullRequest(calls, number);
  if (state !== 'open') return;
  await calls.call(
    'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
    writing,
    { pull_number: number, state: 'closed' },
    AnyAnswer,
  );
}

export async function mergePullRequest(
  calls: RepositoryCalls,
  number: number,
  head: string,
  message: string,
): Promise<MergeResult> {
  const [title = '', ...rest] = message.trimEnd().split('\n');
  const answer = await readAnswer(calls, number);
  const found = pullRequestOf(calls.owner, answer);
  if (found.state === 'merged' && found.mergeCommit !== undefined)
    return { kind: 'merged', commit: found.mergeCommit };
  try {
    const { sha } = await calls.call(
      'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
      { contents: 'write', pull_requests: 'write' },
      {
        pull_number: number,
        sha: head,
        merge_method: 'merge',
        commit_title: title,
        commit_message: rest.join('\n').trimStart(),
      },
      MergeAnswer,
    );
    return { kind: 'merged', commit: sha };
  } catch (error) {
    const status = statusOf(error);
    if (status === 409) return { kind: 'moved', head: (await readPullRequest(calls, number)).head.commit };
    if ((status !== 405 && status !== 422) || !(error instanceof InvalidInputError)) throw error;
    return found.state === 'open' && wantsMergeQueue(error.message)
      ? enqueue(calls, answer, head)
      : { kind: 'refused', reason: error.message };
  }
}

/** GitHub refuses a head that is not the expected one without a word of which it is. */
const enqueue = (
  calls: RepositoryCalls,
  { node_id: id, head }: PullRequestAnswer,
  expected: string,
): Promise<MergeResult> =>
  head.sha === expected
    ? enqueuePullRequest(calls, id, expected)
    : Promise.resolve({ kind: 'moved', head: head.sha });

/** GitHub refuses to ask all when it can not ask one of them: then each is asked alone. */
export async function requestReviews(
  calls: RepositoryCalls,
  number: number,
  owners: readonly string[],
): Promise<void> {
  const { reviewers: asked } = await readPullRequest(calls, number);
  const missing = owners.filter((owner) => !asked.includes(owner)).slice(0, mostReviewers);
  if (missing.length === 0) return;
  const ask = async (some: readonly string[]): Promise<boolean> => {
    const teams = some.filter((owner) => owner.startsWith('@')).map((owner) => owner.replace(/^.*\//, ''));
    const people = some.filter((owner) => !owner.startsWith('@'));
    try {
      await calls.call(
        'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
        writing,
        { pull_number: number, reviewers: people, team_reviewers: teams },
        AnyAnswer,
      );
      return true;
    } catch (error) {
      if (error instanceof InvalidInputError) return false;
      throw error;
    }
  };
  if ((await ask(missing)) || missing.length === 1) return;
  for (const owner of missing) await ask([owner]);
}

/** A later comment does not take back what a reviewer has said; a dismissal does. */
export async function readReviews(
  calls: RepositoryCalls,
  number: number,
): Promise<readonly PullRequestReview[]> {
  const answers = await calls.list(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    reading,
    { pull_number: number },
    ReviewAnswers,
    mostPages,
  );
  const last = new Map<string, PullRequestReview | undefined>();
  for (const answer of answers) {
    const reviewer = answer.user?.login;
    if (reviewer === undefined || !['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(answer.state))
      continue;
    last.set(reviewer, reviewOf(reviewer, answer));
  }
  return [...last.values()].filter((review) => review !== undefined);
}

function reviewOf(
  reviewer: string,
  { state, body, commit_id: commit, submitted_at: at }: ReviewAnswer,
): PullRequestReview | undefined {
  if (state === 'DISMISSED' || commit === null || at === undefined) return undefined;
  const verdict = state === 'APPROVED' ? 'approved' : 'changes-requested';
  return { reviewer, verdict, body, commit, at: new Date(at) };
}

/** As GitHub calls an account that is gone. */
const ghost = 'ghost';

function pullRequestOf(owner: string, { user, base, head, ...answer }: PullRequestAnswer): PullRequest {
  const merged = answer.merged_at !== null;
  return {
    number: answer.number,
    title: answer.title,
    body: answer.body ?? '',
    author: user?.login ?? ghost,
    state: merged ? 'merged' : answer.state,
    draft: answer.draft ?? false,
    base: base.ref,
    head: { branch: head.ref, commit: head.sha },
    fromFork: head.repo?.id !== base.repo.id,
    openedAt: new Date(answer.created_at),
    mergeCommit: merged ? (answer.merge_commit_sha ?? undefined) : undefined,
    reviewers: [
      ...(answer.requested_reviewers ?? []).map(({ login }) => login),
      ...(answer.requested_teams ?? []).map(({ slug }) => `@${owner}/${slug}`),
    ],
    url: answer.html_url,
  };
}
