import { studyEndpoints } from '@slipway/contracts';
import { chooseTeam } from '../../connection/choose-team.ts';
import { connect } from '../../connection/connect.ts';
import { allPages } from '../../connection/pages.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { age } from '../../output/ages.ts';
import { writeData } from '../../output/format.ts';
import { clipped, printable } from '../../output/printable.ts';
import { studyPaint } from '../../output/study-text.ts';
import { tableLines } from '../../output/table.ts';
import { collectedPages, type ListOptions } from './collected-pages.ts';

/** Lists the studies of the team. */
export async function listStudies(invocation: Invocation, options: ListOptions): Promise<void> {
  const { out, err, signal, clock } = invocation;
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const pages = allPages((cursor) =>
    client.call(studyEndpoints.listStudies, {
      params: { team },
      query: { limit: 500, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    }),
  );
  const studies = await collectedPages(invocation, pages, options);
  const format = formatOf(invocation);
  if (format === 'name') for (const { name } of studies) await out.line(`study/${printable(name)}`);
  else if (format !== 'table') await writeData(out, format, { items: studies });
  else if (studies.length === 0) await err.line('no studies');
  else
    for (const line of tableLines(
      ['name', 'state', 'complete', 'running', 'pruned', 'failed', 'by', 'age', 'reason'],
      studies.map(({ name, state, counts, createdBy, createdAt, reason = '' }) => [
        printable(name),
        studyPaint(state, out.colours)(state),
        ...[counts.complete, counts.running, counts.pruned, counts.failed].map(String),
        printable(createdBy),
        age(createdAt, clock.now()),
        clipped(printable(reason), 60),
      ]),
    ))
      await out.line(line);
}
