import { pullRequestEndpoints, type PullRequestDetails, type PullRequestView } from '@slipway/contracts';
import { ConflictError, InvalidInputError } from '@slipway/kernel';
import type { PullRequest } from '@slipway/ports';
import { route, type Route } from '@slipway/service';
import type { EmbeddedHost } from '../embedded-host/embedded-host.ts';
import type { PullRequestSource } from '../github-webhooks-deps.ts';

/**
 * Pull requests on the embedded environment repository.
 * @param onChanged called when there may be something to check
 */
export function pullRequestRoutes(
  source: PullRequestSource | undefined,
  onChanged: () => void,
): readonly Route[] {
  const host = (): EmbeddedHost => {
    if (source?.embedded) return source.embedded;
    throw new ConflictError(
      'the environment repository is not the embedded one: its pull requests are where it is',
    );
  };
  return [
    route(pullRequestEndpoints.listPullRequests, async ({ query: { state, limit, cursor } }) => {
      const before = cursor === undefined ? undefined : numberOf(cursor);
      const found = await host().pullRequests({ state, before, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map(viewOf),
        ...(found.length > limit && last ? { cursor: String(last.number) } : {}),
      };
    }),
    route(pullRequestEndpoints.openPullRequest, async ({ body: { title, body, head }, principal }) => {
      const pull = await host().openPullRequest({
        title,
        body,
        head,
        base: source?.branch ?? '',
        author: principal.name,
      });
      onChanged();
      return viewOf(pull);
    }),
    route(pullRequestEndpoints.getPullRequest, ({ params: { number } }) => detailsOf(host(), number)),
    route(pullRequestEndpoints.reviewPullRequest, async ({ params: { number }, body, principal }) => {
      await host().review(number, { ...body, reviewer: principal.name });
      onChanged();
      return detailsOf(host(), number);
    }),
    route(pullRequestEndpoints.mergePullRequest, async ({ params: { number }, body, principal }) => {
      const pull = await host().pullRequest(number);
      const result = await host().mergePullRequest(number, {
        ...{ head: body.head, author: principal.name },
        // Without its text, whose end could be read as trailers of ours.
        message: `Merge pull request #${String(number)}: ${pull.title}\n\nPull-Request: #${String(number)}\n`,
      });
      if (result.kind === 'refused')
        throw new ConflictError(`pull request ${String(number)} is not merged: ${result.reason}`);
      if (result.kind === 'moved')
        throw new ConflictError(
          `pull request ${String(number)} has changed: its head is ${result.head} now; look at it again`,
        );
      return viewOf(await host().pullRequest(number));
    }),
    route(pullRequestEndpoints.closePullRequest, async ({ params: { number } }) => {
      await host().closePullRequest(number);
      return viewOf(await host().pullRequest(number));
    }),
  ];
}

function viewOf({
  number,
  title,
  body,
  author,
  state,
  base,
  head,
  openedAt,
  mergeCommit,
}: PullRequest): PullRequestView {
  return {
    ...{ number, title, body, author, state, base, head, openedAt: openedAt.toISOString() },
    ...(mergeCommit === undefined ? {} : { mergeCommit }),
  };
}

async function detailsOf(host: EmbeddedHost, number: number): Promise<PullRequestDetails> {
  const pull = await host.pullRequest(number);
  const [checks, reviews, deployments] = await Promise.all([
    host.checks(pull.head.commit),
    host.reviews(number),
    pull.mergeCommit === undefined ? [] : host.deployments(pull.mergeCommit),
  ]);
  return {
    ...viewOf(pull),
    checks: checks.map(({ name, state, title, summary, detailsUrl }) => ({
      ...{ name, state, title, summary },
      ...(detailsUrl === undefined ? {} : { detailsUrl }),
    })),
    deployments: deployments.map(({ environment, state, description, url, environmentUrl }) => ({
      ...{ environment, state, description },
      ...(url === undefined ? {} : { url }),
      ...(environmentUrl === undefined ? {} : { environmentUrl }),
    })),
    reviews: reviews.map(({ at, ...review }) => ({ ...review, at: at.toISOString() })),
  };
}

function numberOf(cursor: string): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new InvalidInputError('this is no cursor of a list of pull requests');
}
