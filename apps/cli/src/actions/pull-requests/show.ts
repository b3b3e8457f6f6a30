import { pullRequestEndpoints, type PullRequestDetails } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { connect } from '../../connection/connect.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { pullRequestLines } from './pull-request-lines.ts';

/** The check that plans a pull request. */
export const planCheck = 'slipway/plan';

/** Shows a pull request, or writes its plan. */
export async function showPullRequest(
  invocation: Invocation,
  number: number,
  { plan = false }: { readonly plan?: boolean },
): Promise<void> {
  const { out, signal } = invocation;
  const client = await connect(invocation);
  const found = await client.call(pullRequestEndpoints.getPullRequest, { params: { number }, signal });
  if (!plan) {
    await writePullRequest(invocation, found);
    return;
  }
  const check = found.checks.find(({ name }) => name === planCheck);
  if (!check) throw new NotFoundError(`pull request ${String(number)} has not been planned yet`);
  await out.write(check.summary);
}

export async function writePullRequest(invocation: Invocation, found: PullRequestDetails): Promise<void> {
  const { out, clock } = invocation;
  const format = formatOf(invocation);
  if (format === 'name') await out.line(String(found.number));
  else if (format !== 'table') await writeData(out, format, found);
  else for (const line of pullRequestLines(found, clock.now(), out.colours)) await out.line(line);
}
