import { endpoint } from './endpoint.ts';
import { PageQuery, Timestamp, none } from './field-schemas.ts';
import { z } from './zod.ts';

const Commit = z.string().regex(/^[0-9a-f]{40}$/, 'the 40 hexadecimal digits of a commit');

/** What git takes as the name of a branch, as far as anybody needs it. */
const Branch = z
  .string()
  .max(200)
  .regex(
    /^(?!.*(?:\.\.|\/\/|@\{|\.lock$|\.lock\/|\/\.|\.$|\/$))[A-Za-z0-9_][\w.@/+-]*$/,
    'the name of a branch, without refs/heads/',
  );

const Text = z.string().max(65_535);

/** It becomes the subject of the merge. */
const Title = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'one line without control characters');

export const PullRequestView = z
  .object({
    number: z.int(),
    title: z.string(),
    body: z.string(),
    author: z.string(),
    state: z.enum(['open', 'merged', 'closed']),
    /** The branch that it would go to. */
    base: z.string(),
    head: z.object({ branch: z.string(), commit: z.string() }),
    openedAt: Timestamp,
    mergeCommit: z.string().optional(),
  })
  .openapi('PullRequest');
export type PullRequestView = z.infer<typeof PullRequestView>;

export const PullRequestDetails = PullRequestView.extend({
  /** Of its head. */
  checks: z.array(
    z.object({
      name: z.string(),
      /** The first two are not the last word. */
      state: z.enum([
        'queued',
        'in-progress',
        'success',
        'failure',
        'action-required',
        'cancelled',
        'skipped',
      ]),
      title: z.string(),
      /** Markdown. */
      summary: z.string(),
      /** Where there is more. */
      detailsUrl: z.string().optional(),
    }),
  ),
  /** How far the merge is on each cluster. */
  deployments: z.array(
    z.object({
      environment: z.string(),
      /** `inactive`: it is not there any more. */
      state: z.enum(['pending', 'success', 'failure', 'inactive']),
      description: z.string(),
      url: z.string().optional(),
      /** Where people use what is deployed. */
      environmentUrl: z.string().optional(),
    }),
  ),
  reviews: z.array(
    z.object({
      reviewer: z.string(),
      verdict: z.enum(['approved', 'changes-requested']),
      body: z.string(),
      commit: z.string(),
      at: Timestamp,
    }),
  ),
}).openapi('PullRequestDetails');
export type PullRequestDetails = z.infer<typeof PullRequestDetails>;

const params = z.object({ number: z.coerce.number().int().min(1).max(2_147_483_647) });

/** Pull requests on the embedded environment repository. */
export const pullRequestEndpoints = {
  listPullRequests: endpoint({
    id: 'listPullRequests',
    method: 'get',
    path: '/v1/pull-requests',
    summary: 'Pull requests on the environment repository, newest first.',
    access: 'repository-read',
    params: none,
    query: PageQuery.extend({ state: z.enum(['open', 'merged', 'closed']).optional() }),
    status: 200,
    response: z.object({ items: z.array(PullRequestView), cursor: z.string().optional() }),
  }),
  openPullRequest: endpoint({
    id: 'openPullRequest',
    method: 'post',
    path: '/v1/pull-requests',
    summary: 'Propose a branch; one that is proposed already gets title and body.',
    access: 'repository-write',
    params: none,
    query: none,
    body: z.strictObject({ title: Title, body: Text.default(''), head: Branch }),
    status: 201,
    response: PullRequestView,
  }),
  getPullRequest: endpoint({
    id: 'getPullRequest',
    method: 'get',
    path: '/v1/pull-requests/{number}',
    summary: 'A pull request with its checks and reviews.',
    access: 'repository-read',
    params,
    query: none,
    status: 200,
    response: PullRequestDetails,
  }),
  reviewPullRequest: endpoint({
    id: 'reviewPullRequest',
    method: 'post',
    path: '/v1/pull-requests/{number}/reviews',
    summary: 'Approve a commit of a pull request, or ask for changes.',
    access: 'repository-read',
    params,
    query: none,
    body: z.strictObject({
      verdict: z.enum(['approved', 'changes-requested']),
      body: Text.default(''),
      /** The head that was looked at. */
      commit: Commit,
    }),
    status: 200,
    response: PullRequestDetails,
  }),
  mergePullRequest: endpoint({
    id: 'mergePullRequest',
    method: 'post',
    path: '/v1/pull-requests/{number}:merge',
    summary: 'Merge a pull request whose checks have succeeded, if its head is still this commit.',
    access: 'repository-write',
    params,
    query: none,
    body: z.strictObject({ head: Commit }),
    status: 200,
    response: PullRequestView,
  }),
  closePullRequest: endpoint({
    id: 'closePullRequest',
    method: 'post',
    path: '/v1/pull-requests/{number}:close',
    summary: 'Close a pull request without merging it.',
    access: 'repository-write',
    params,
    query: none,
    status: 200,
    response: PullRequestView,
  }),
};
