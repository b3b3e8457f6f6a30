import { pullRequestEndpoints } from '@slipway/contracts';
import { connect } from '../../connection/connect.ts';
import { UsageError } from '../../exit-codes.ts';
import type { Invocation } from '../../invocation.ts';
import { writePullRequest } from './show.ts';

export interface ReviewOptions {
  readonly approve?: boolean;
  readonly requestChanges?: boolean;
  readonly message?: string;
}

/** Reviews the head as it is now. */
export async function reviewPullRequest(
  invocation: Invocation,
  number: number,
  { approve = false, requestChanges = false, message = '' }: ReviewOptions,
): Promise<void> {
  if (approve === requestChanges) throw new UsageError('say either --approve or --request-changes');
  const { signal } = invocation;
  const client = await connect(invocation);
  const request = { params: { number }, signal };
  const { head } = await client.call(pullRequestEndpoints.getPullRequest, request);
  const reviewed = await client.call(pullRequestEndpoints.reviewPullRequest, {
    ...request,
    body: {
      verdict: approve ? 'approved' : 'changes-requested',
      body: message,
      commit: head.commit,
    },
  });
  await writePullRequest(invocation, reviewed);
}
