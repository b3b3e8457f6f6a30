import { workflowRunEndpoints, type WorkflowRunSummary } from '@slipway/contracts';
import { chooseTeam } from '../../connection/choose-team.ts';
import { connect } from '../../connection/connect.ts';
import { allPages } from '../../connection/pages.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { age } from '../../output/ages.ts';
import { writeData } from '../../output/format.ts';
import type { Colours } from '../../output/output.ts';
import { clipped, printable } from '../../output/printable.ts';
import { shortCommit, stateText } from '../../output/run-text.ts';
import { tableLines } from '../../output/table.ts';
import { collectedPages, type ListOptions } from '../study/collected-pages.ts';

export interface ListWorkflowRunsOptions extends ListOptions {
  readonly repository?: string;
  readonly commit?: string;
  readonly workflow?: string;
}

/** Lists runs of workflows of a team, newest first. */
export async function listWorkflowRuns(
  invocation: Invocation,
  { repository, commit, workflow, ...options }: ListWorkflowRunsOptions,
): Promise<void> {
  const { out, err, signal, clock } = invocation;
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const pages = allPages((cursor) =>
    client.call(workflowRunEndpoints.listWorkflowRuns, {
      params: { team },
      query: {
        limit: options.all === true ? 500 : Math.min(500, options.limit + 1),
        ...(repository === undefined ? {} : { repository: repository.toLowerCase() }),
        ...(commit === undefined ? {} : { commit }),
        ...(workflow === undefined ? {} : { workflow }),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  );
  const items = await collectedPages(invocation, pages, options);
  const format = formatOf(invocation);
  if (format === 'name') for (const { id } of items) await out.line(String(id));
  else if (format !== 'table') await writeData(out, format, { items });
  else if (items.length === 0) await err.line('no runs of workflows');
  else for (const line of table(items, clock.now(), out.colours)) await out.line(line);
}

const table = (items: readonly WorkflowRunSummary[], now: Date, colours: Colours): readonly string[] =>
  tableLines(
    ['id', 'age', 'state', 'workflow', 'repository', 'ref', 'commit', 'started by'],
    items.map(({ id, createdAt, state, workflow, repository, ref, commit, startedBy }) => [
      String(id),
      age(createdAt, now),
      stateText(state, colours),
      printable(workflow),
      clipped(printable(repository), 40),
      clipped(printable(ref), 30),
      shortCommit(commit),
      clipped(printable(startedBy), 50),
    ]),
  );
