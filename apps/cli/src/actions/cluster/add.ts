import { resourceEndpoints } from '@slipway/contracts';
import { ConflictError } from '@slipway/kernel';
import { connect, findConnection } from '../../connection/connect.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { printable } from '../../output/printable.ts';
import { shortCommit } from '../../output/run-text.ts';
import { movedProposal, proposalText } from '../proposals/moved-proposal.ts';
import { settledChange } from '../settled-change.ts';
import { showOne } from '../show-one.ts';
import { clusterText, type NewCluster } from './cluster-text.ts';
import { findCluster } from './find-cluster.ts';

export interface AddClusterOptions extends Omit<NewCluster, 'repositoryUrl'> {
  /** The environment repository of the server when left out. */
  readonly repositoryUrl?: string;
  readonly dryRun?: boolean;
}

/** Commits a new cluster with its tree, waits for the commit, and says how the cluster is connected. */
export async function addCluster(
  invocation: Invocation,
  name: string,
  options: AddClusterOptions,
): Promise<ExitCode> {
  const { out, err, signal } = invocation;
  const { dryRun = false } = options;
  const { url } = await findConnection(invocation);
  const repositoryUrl = options.repositoryUrl ?? new URL('/git/environment.git', url).href;
  const text = clusterText(name, { ...options, repositoryUrl });
  const client = await connect(invocation);
  if (await findCluster(client, name, signal))
    throw new ConflictError(`there is a cluster ${name}: change it with slipway apply, or take another name`);
  const { resources } = await client.call(resourceEndpoints.apply, {
    body: { documents: [{ file: 'cluster.yaml', text }], dryRun, reason: `cluster ${name} was added` },
    signal,
  });
  const [applied] = resources;
  if (applied?.proposal !== undefined) {
    const proposal = await movedProposal(client, '-', applied.proposal, signal);
    await showOne(invocation, `cluster/${name}`, proposalText(proposal), {
      ...applied,
      number: proposal.number,
    });
    return proposal.state === 'rejected' ? exitCodes.conflict : exitCodes.ok;
  }
  const change =
    applied?.change === undefined ? undefined : await settledChange(client, '-', applied.change, signal);
  const format = formatOf(invocation);
  if (format === 'name') await out.line(`cluster/${name}`);
  else if (format !== 'table') await writeData(out, format, { ...applied, commit: change?.commit });
  else if (dryRun) {
    await out.write(text);
    for (const path of applied?.paths ?? []) await err.line(`would write ${printable(path)}`);
  } else if (change?.state === 'rejected') {
    await err.line(err.colours.red(`cluster/${name} rejected: ${printable(change.rejection ?? '')}`));
  } else {
    await out.line(`cluster/${name} ${change?.state ?? ''} ${shortCommit(change?.commit)}`.trim());
    if (/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(repositoryUrl).hostname))
      await err.line(
        `note: it reads the environment repository at ${repositoryUrl}, which only this machine reaches; --repository-url names another`,
      );
    await err.line(
      `next: install ${options.reconciler === 'flux' ? 'Flux' : 'Argo CD'} on it, and with kubectl pointing at it run\n` +
        `  slipway cluster bootstrap ${name} | kubectl apply --server-side -f -`,
    );
  }
  return change?.state === 'rejected' ? exitCodes.conflict : exitCodes.ok;
}
