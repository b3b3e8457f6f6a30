import { resourceEndpoints } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { formatResource, type Cluster } from '@slipway/resources';
import { connect } from '../../connection/connect.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Invocation } from '../../invocation.ts';
import { printable } from '../../output/printable.ts';
import { shortCommit } from '../../output/run-text.ts';
import { movedProposal, proposalText } from '../proposals/moved-proposal.ts';
import { settledChange } from '../settled-change.ts';
import { showOne } from '../show-one.ts';
import { declaredCluster, findCluster } from './find-cluster.ts';

export type Availability = Cluster['spec']['availability'];

/** Commits whether a cluster gets runs, and keeps those that it has. */
export async function setAvailability(
  invocation: Invocation,
  name: string,
  availability: Availability,
  { reason = `cluster ${name} is ${availability}` }: { readonly reason?: string },
): Promise<ExitCode> {
  const { signal, err } = invocation;
  const client = await connect(invocation);
  const resource = await findCluster(client, name, signal);
  if (!resource) throw new NotFoundError(`there is no cluster ${name}`);
  const cluster = declaredCluster(resource);
  const changed = { ...cluster, spec: { ...cluster.spec, availability } };
  const { resources } = await client.call(resourceEndpoints.apply, {
    body: { documents: [{ file: 'cluster.yaml', text: formatResource(changed) }], reason },
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
  if (change?.state === 'rejected') {
    await err.line(err.colours.red(`cluster/${name} rejected: ${printable(change.rejection ?? '')}`));
    return exitCodes.conflict;
  }
  const done = `${availability} ${shortCommit(change?.commit)}`.trim();
  await showOne(invocation, `cluster/${name}`, done, { ...applied, commit: change?.commit });
  return exitCodes.ok;
}
