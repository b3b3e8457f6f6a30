import { proposalEndpoints, type ProposalView } from '@slipway/contracts';
import { chooseTeam } from '../../connection/choose-team.ts';
import { connect } from '../../connection/connect.ts';
import { allPages } from '../../connection/pages.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { age } from '../../output/ages.ts';
import { writeData } from '../../output/format.ts';
import { clipped, printable } from '../../output/printable.ts';
import { tableLines } from '../../output/table.ts';
import { collectedPages, type ListOptions } from '../study/collected-pages.ts';

export interface ListProposalsOptions extends ListOptions {
  readonly state?: ProposalView['state'];
}

/** Lists the proposals of a team, newest first. */
export async function listProposals(invocation: Invocation, options: ListProposalsOptions): Promise<void> {
  const { out, err, signal, clock } = invocation;
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const limit = options.all === true ? 500 : Math.min(500, options.limit + 1);
  const pages = allPages((cursor) =>
    client.call(proposalEndpoints.listProposals, {
      params: { team },
      query: {
        limit,
        ...(options.state === undefined ? {} : { state: options.state }),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  );
  const items = await collectedPages(invocation, pages, options);
  const format = formatOf(invocation);
  if (format === 'name') for (const { id } of items) await out.line(printable(id));
  else if (format !== 'table') await writeData(out, format, { items });
  else if (items.length === 0) await err.line('no proposals');
  else for (const line of table(items, clock.now())) await out.line(line);
}

const table = (items: readonly ProposalView[], now: Date): readonly string[] =>
  tableLines(
    ['id', 'age', 'state', 'pull request', 'by', 'subject'],
    items.map(({ id, acceptedAt, state, number, requestedBy, subject }) => [
      id,
      age(acceptedAt, now),
      state,
      number === undefined ? '' : `#${String(number)}`,
      clipped(printable(requestedBy), 30),
      clipped(printable(subject), 70),
    ]),
  );
