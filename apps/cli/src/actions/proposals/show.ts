import { proposalEndpoints, type ProposalView } from '@slipway/contracts';
import { chooseTeam } from '../../connection/choose-team.ts';
import { connect } from '../../connection/connect.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { age } from '../../output/ages.ts';
import { writeData } from '../../output/format.ts';
import { printable } from '../../output/printable.ts';
import { fieldLines } from '../../output/table.ts';
import { indented } from '../describe-lines.ts';
import { movedProposal, proposalText } from './moved-proposal.ts';

/** Shows a proposal; with `wait` when it has a pull request or an end. The exit code is 7 when it was rejected. */
export async function showProposal(
  invocation: Invocation,
  id: string,
  { wait = false }: { readonly wait?: boolean },
): Promise<ExitCode> {
  const { out, signal, clock } = invocation;
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const found = wait
    ? await movedProposal(client, team, id, signal)
    : await client.call(proposalEndpoints.getProposal, { params: { team, proposal: id }, signal });
  const format = formatOf(invocation);
  if (format === 'name') await out.line(printable(found.id));
  else if (format !== 'table') await writeData(out, format, found);
  else for (const line of lines(found, clock.now())) await out.line(line);
  return found.state === 'rejected' ? exitCodes.conflict : exitCodes.ok;
}

function lines(proposal: ProposalView, now: Date): readonly string[] {
  const { id, subject, resource, requestedBy, reason, autoMerge, acceptedAt, paths } = proposal;
  return [
    ...fieldLines([
      ['Proposal', id],
      ['Subject', printable(subject)],
      ['State', proposalText(proposal)],
      ['Resource', printable(resource)],
      ['By', printable(requestedBy)],
      ['Reason', printable(reason)],
      ['Merged', autoMerge ? 'by itself once its checks have succeeded' : 'by who may'],
      ['Accepted', `${acceptedAt} (${age(acceptedAt, now)} ago)`],
    ]),
    '',
    'Paths',
    ...indented(paths.map(printable)),
  ];
}
