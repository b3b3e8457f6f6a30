import { changeEndpoints, type Client, type CommitView } from '@slipway/contracts';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { parseReference, type Reference } from '../input/reference.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { age } from '../output/ages.ts';
import { writeData } from '../output/format.ts';
import { clipped, printable } from '../output/printable.ts';
import { shortCommit } from '../output/run-text.ts';
import { tableLines } from '../output/table.ts';

/** The commits that concern one object, newest first. */
export async function history(
  invocation: Invocation,
  words: readonly string[],
  { limit }: { readonly limit: number },
): Promise<void> {
  const { out, err, clock, signal } = invocation;
  const reference = parseReference(words);
  const client = await connect(invocation);
  const resource = await resourceName(invocation, client, reference);
  const { items } = await client.call(changeEndpoints.history, { query: { resource, limit }, signal });
  const format = formatOf(invocation);
  if (format === 'name') for (const { commit } of items) await out.line(printable(commit));
  else if (format !== 'table') await writeData(out, format, { items });
  else if (items.length === 0) await err.line(`no commit concerns ${resource}`);
  else for (const line of historyTable(items, clock.now())) await out.line(line);
}

/** The name of an object in the trailer `Resource` of commits: `Job/demo/digits`. */
export async function resourceName(
  invocation: Invocation,
  client: Client,
  { kind, name }: Reference,
): Promise<string> {
  const title = kind === 'model' ? 'RegisteredModel' : kind.charAt(0).toUpperCase() + kind.slice(1);
  return kind === 'team' || kind === 'cluster'
    ? `${title}/${name}`
    : `${title}/${await chooseTeam(invocation, client)}/${name}`;
}

export function historyTable(commits: readonly CommitView[], now: Date): string[] {
  return tableLines(
    ['commit', 'age', 'by', 'subject', 'reason'],
    commits.map(({ commit, at, requestedBy, author, subject, reason }) => [
      shortCommit(printable(commit)),
      age(at, now),
      printable(requestedBy ?? author),
      clipped(printable(subject), 60),
      clipped(printable(reason ?? ''), 60),
    ]),
  );
}
