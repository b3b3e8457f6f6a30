import { notificationEndpoints, type NotificationRuleView, type NotificationView } from '@slipway/contracts';
import { connect } from '../../connection/connect.ts';
import { allPages } from '../../connection/pages.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { age } from '../../output/ages.ts';
import { writeData } from '../../output/format.ts';
import type { Colours } from '../../output/output.ts';
import { clipped, printable } from '../../output/printable.ts';
import { tableLines } from '../../output/table.ts';
import { collectedPages, type ListOptions } from '../study/collected-pages.ts';

export interface ListNotificationsOptions extends ListOptions {
  readonly state?: NotificationView['state'];
  readonly rule?: string;
}

/** Lists the rules, and the last messages below them. */
export async function listNotifications(
  invocation: Invocation,
  options: ListNotificationsOptions,
): Promise<void> {
  const { out, err, signal, clock } = invocation;
  const { state, rule } = options;
  const client = await connect(invocation);
  const { items: rules } = await client.call(notificationEndpoints.listNotificationRules, { signal });
  const limit = options.all === true ? 500 : Math.min(500, options.limit + 1);
  const pages = allPages((cursor) =>
    client.call(notificationEndpoints.listNotifications, {
      query: {
        limit,
        ...(state === undefined ? {} : { state }),
        ...(rule === undefined ? {} : { rule }),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  );
  const messages = await collectedPages(invocation, pages, options);
  const format = formatOf(invocation);
  if (format === 'name') for (const { name } of rules) await out.line(printable(name));
  else if (format !== 'table') await writeData(out, format, { rules, messages });
  else {
    if (rules.length === 0) await err.line('slipway.yaml has no rules for notifications');
    else for (const line of ruleTable(rules, out.colours)) await out.line(line);
    if (messages.length > 0)
      for (const line of ['', ...messageTable(messages, clock.now(), out.colours)]) await out.line(line);
  }
}

const ruleTable = (rules: readonly NotificationRuleView[], colours: Colours): readonly string[] =>
  tableLines(
    ['rule', 'to', 'events', 'teams', 'digest', 'pending', 'sent', 'dead', 'problem'],
    rules.map(({ name, to, events, teams, digest, pending, sent, dead, problem }) => [
      printable(name),
      clipped(printable(to), 40),
      clipped(printable(events.join(',')), 50),
      clipped(printable(teams?.join(',') ?? ''), 30),
      printable(digest ?? ''),
      String(pending),
      String(sent),
      dead > 0 ? colours.red(String(dead)) : '0',
      problem === undefined ? '' : colours.yellow(printable(problem)),
    ]),
  );

const messageTable = (
  messages: readonly NotificationView[],
  now: Date,
  colours: Colours,
): readonly string[] =>
  tableLines(
    ['age', 'rule', 'state', 'title', 'reason'],
    messages.map((message) => [
      age(message.createdAt, now),
      printable(message.rule),
      colouredState(message, colours),
      clipped(printable(message.title), 60),
      clipped(printable(message.reason ?? ''), 70),
    ]),
  );

function colouredState({ state, failures }: NotificationView, colours: Colours): string {
  if (state === 'dead') return colours.red(state);
  if (state === 'sent') return colours.green(state);
  return failures > 0 ? colours.yellow(`pending, failed ${String(failures)}×`) : state;
}
