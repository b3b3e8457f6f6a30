import { pullRequestEndpoints, type PullRequestView } from '@slipway/contracts';
import { connect } from '../../connection/connect.ts';
import { allPages } from '../../connection/pages.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { age } from '../../output/ages.ts';
import { writeData } from '../../output/format.ts';
import { clipped, printable } from '../../output/printable.ts';
import { tableLines } from '../../output/table.ts';
import { collectedPages, type ListOptions } from '../study/collected-pages.ts';

export interface ListPullRequestsOptions extends ListOptions {
  readonly state: PullRequestView['state'] | 'all';
}

/** Lists pull requests, newest first. */
export async function listPullRequests(
  invocation: Invocation,
  options: ListPullRequestsOptions,
): Promise<void> {
  const { out, err, signal, clock } = invocation;
  const client = await connect(invocation);
  const limit = options.all === true ? 500 : Math.min(500, options.limit + 1);
  const pages = allPages((cursor) =>
    client.call(pullRequestEndpoints.listPullRequests, {
      query: {
        limit,
        ...(options.state === 'all' ? {} : { state: options.state }),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  );
  const items = await collectedPages(invocation, pages, options);
  const format = formatOf(invocation);
  if (format === 'name') for (const { number } of items) await out.line(String(number));
  else if (format !== 'table') await writeData(out, format, { items });
  else if (items.length === 0) await err.line('no pull requests');
  else for (const line of table(items, clock.now())) await out.line(line);
}

const table = (items: readonly PullRequestView[], now: Date): readonly string[] =>
  tableLines(
    ['number', 'age', 'state', 'author', 'branch', 'title'],
    items.map(({ number, openedAt, state, author, head, title }) => [
      `#${String(number)}`,
      age(openedAt, now),
      state,
      printable(author),
      clipped(printable(head.branch), 40),
      clipped(printable(title), 70),
    ]),
  );
