import { pullRequestEndpoints, type Client, type PullRequestDetails } from '@slipway/contracts';
import { UnavailableError } from '@slipway/kernel';
import { connect } from '../../connection/connect.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { planCheck, writePullRequest } from './show.ts';

export interface OpenPullRequestOptions {
  readonly title: string;
  readonly body?: string;
  readonly wait?: boolean;
}

/** Milliseconds between looks at the checks, and for how long. */
const times = { pause: 300, patience: 180_000 } as const;

/** Proposes a branch. */
export async function openPullRequest(
  invocation: Invocation,
  head: string,
  { title, body = '', wait = false }: OpenPullRequestOptions,
): Promise<ExitCode> {
  const { out, err, signal } = invocation;
  const client = await connect(invocation);
  const opened = await client.call(pullRequestEndpoints.openPullRequest, {
    body: { title, body, head },
    signal,
  });
  if (wait) {
    const planned = await plannedOne(invocation, client, opened.number, opened.head.commit);
    await writePullRequest(invocation, planned);
    const plan = planned.checks.find(({ name }) => name === planCheck);
    return plan?.state === 'success' ? exitCodes.ok : exitCodes.different;
  }
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml') await writeData(out, format, opened);
  else if (format === 'name') await out.line(String(opened.number));
  else
    await err.line(
      `pull request #${String(opened.number)} is open: slipway pr show ${String(opened.number)}`,
    );
  return exitCodes.ok;
}

/** The pull request when both its checks are finished. */
async function plannedOne(
  { signal, clock }: Invocation,
  client: Client,
  number: number,
  commit: string,
): Promise<PullRequestDetails> {
  const until = clock.now().getTime() + times.patience;
  for (;;) {
    const found = await client.call(pullRequestEndpoints.getPullRequest, { params: { number }, signal });
    const finished = found.checks.filter(({ state }) => state !== 'queued' && state !== 'in-progress');
    if (finished.length > 1 || found.head.commit !== commit) return found;
    if (clock.now().getTime() > until)
      throw new UnavailableError(`pull request ${String(number)} is not planned after 3 minutes`);
    await clock.sleep(times.pause, signal);
  }
}
