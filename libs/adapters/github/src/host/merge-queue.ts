import { UnavailableError } from '@slipway/kernel';
import type { MergeResult } from '@slipway/ports';
import { z } from 'zod';
import type { RepositoryCalls } from './repository-calls.ts';

const Queued = z.object({ position: z.int() });
const inQueue = z.object({
  node: z.object({ mergeQueueEntry: Queued.nullish() }).nullish(),
});
const enqueued = z.object({
  enqueuePullRequest: z.object({ mergeQueueEntry: Queued.nullish() }).nullish(),
});

/** Of GraphQL: errors come with the status 200. */
const answerWith = <T>(data: z.ZodType<T>) =>
  z.object({
    data: data.nullish(),
    errors: z.array(z.object({ message: z.string(), type: z.string().optional() })).optional(),
  });

const find = `query ($pull: ID!) { node(id: $pull) { ... on PullRequest { mergeQueueEntry { position } } } }`;
const enqueue = `mutation ($pull: ID!, $head: GitObjectID!) {
  enqueuePullRequest(input: { pullRequestId: $pull, expectedHeadOid: $head }) { mergeQueueEntry { position } }
}`;

/**
 * Puts a pull request into the merge queue of its branch, if its head is `head`. One that is in it stays where it is. The REST
 * API does not know merge queues.
 * @param id of the pull request as GraphQL names it
 */
export async function enqueuePullRequest(
  calls: RepositoryCalls,
  id: string,
  head: string,
): Promise<MergeResult> {
  const before = await calls.graphql({ pull_requests: 'read' }, find, { pull: id }, answerWith(inQueue));
  const entry = before.data?.node?.mergeQueueEntry;
  if (entry) return { kind: 'queued', position: entry.position };
  const { data, errors = [] } = await calls.graphql(
    { contents: 'write', pull_requests: 'write', merge_queues: 'write' },
    enqueue,
    { pull: id, head },
    answerWith(enqueued),
  );
  const position = data?.enqueuePullRequest?.mergeQueueEntry?.position;
  if (position !== undefined) return { kind: 'queued', position };
  const [error] = errors;
  if (!error) throw new UnavailableError('GitHub did not say whether the pull request is in the merge queue');
  return { kind: 'refused', reason: `the merge queue does not take it: ${error.message}` };
}

/** Whether GitHub refuses a merge because it is the merge queue that merges there. */
export const wantsMergeQueue = (refusal: string): boolean => /merge queue/i.test(refusal);
