import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { followEvents } from '../connection/follow-events.ts';
import { parseReference } from '../input/reference.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { printable } from '../output/printable.ts';
import { eventLine } from './watch-run.ts';

/** Shows events as they happen: of one run until it has ended, or of all runs of the team until interrupted. */
export async function watch(
  invocation: Invocation,
  words: readonly string[],
  { after }: { readonly after?: string },
): Promise<void> {
  const { out } = invocation;
  const run = words.length === 0 ? undefined : parseReference(words, ['run'], 'run').name;
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const asJson = formatOf(invocation) !== 'table';
  for await (const event of followEvents(invocation, client, { team, run, after })) {
    const text = asJson
      ? JSON.stringify(event)
      : `${run === undefined ? `${printable(event.run)}  ` : ''}${eventLine(event, out.colours.cyan)}`;
    await out.line(text);
    if (run !== undefined && event.type === 'finished') return;
  }
}
