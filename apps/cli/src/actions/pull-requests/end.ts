import { pullRequestEndpoints, type PullRequestView } from '@slipway/contracts';
import { connect } from '../../connection/connect.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';

/** Merges the head as it is now. */
export async function mergePullRequest(invocation: Invocation, number: number): Promise<void> {
  const { signal } = invocation;
  const client = await connect(invocation);
  const request = { params: { number }, signal };
  const { head } = await client.call(pullRequestEndpoints.getPullRequest, request);
  const merged = await client.call(pullRequestEndpoints.mergePullRequest, {
    ...request,
    body: { head: head.commit },
  });
  await writeEnd(invocation, merged, `is merged by ${merged.mergeCommit ?? 'nothing'}`);
}

export async function closePullRequest(invocation: Invocation, number: number): Promise<void> {
  const client = await connect(invocation);
  const closed = await client.call(pullRequestEndpoints.closePullRequest, {
    params: { number },
    signal: invocation.signal,
  });
  await writeEnd(invocation, closed, `is ${closed.state}`);
}

async function writeEnd(invocation: Invocation, pull: PullRequestView, says: string): Promise<void> {
  const { out, err } = invocation;
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml') await writeData(out, format, pull);
  else if (format === 'name') await out.line(String(pull.number));
  else await err.line(`pull request #${String(pull.number)} ${says}`);
}
