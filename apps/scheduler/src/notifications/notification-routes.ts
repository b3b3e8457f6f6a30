import { notificationEndpoints, type NotificationRuleView, type NotificationView } from '@slipway/contracts';
import { newId, NotFoundError } from '@slipway/kernel';
import { describeDestination, sampleMessage, titleOf } from '@slipway/notifications';
import { NotificationState, type NotificationRecord } from '@slipway/ports';
import type { NotificationRule } from '@slipway/resources';
import { route, type Route } from '@slipway/service';
import { deliveryOutcome } from '@slipway/webhook-delivery';
import { idAfter, idCursor } from '../http/cursors.ts';
import { pageOf } from '../http/pages.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { problemOf, sendMessage } from './send-message.ts';

export function notificationRoutes(deps: NotificationDeps): readonly Route[] {
  const { outbox, settings, clock, random } = deps;
  const rules = async (): Promise<readonly NotificationRule[]> =>
    (await settings())?.spec.notifications ?? [];
  return [
    route(notificationEndpoints.listNotificationRules, async () => {
      const counts = await outbox.count();
      const countOf = (name: string, wanted: NotificationState): number =>
        counts.find(({ rule, state }) => rule === name && state === wanted)?.count ?? 0;
      return {
        items: (await rules()).map((rule): NotificationRuleView => {
          const { name, events, teams, to, digest } = rule;
          return {
            ...{ name, events, teams, digest },
            to: describeDestination(to),
            problem: problemOf(deps, to),
            pending: countOf(name, NotificationState.Pending),
            sent: countOf(name, NotificationState.Sent),
            dead: countOf(name, NotificationState.Dead),
          };
        }),
      };
    }),

    route(notificationEndpoints.listNotifications, ({ query: { limit, cursor, state, rule } }) =>
      pageOf(
        { limit, after: idAfter(cursor) },
        (page) => outbox.list({ state, rule }, page),
        viewOf,
        ({ sequence }) => idCursor(sequence),
      ),
    ),

    route(notificationEndpoints.testNotification, async ({ params: { rule: name }, signal }) => {
      const rule = (await rules()).find((one) => one.name === name);
      if (!rule)
        throw new NotFoundError(`slipway.yaml has no rule ${name} for notifications.`, {
          details: { rule: name },
        });
      const now = clock.now();
      const message = sampleMessage(rule, now, newId(now, random));
      const attempt = await sendMessage(deps, message, now, signal);
      const outcome = deliveryOutcome(attempt, { failures: 0, maxRetries: 0, now, chance: 0 });
      return {
        id: message.id,
        delivered: outcome.kind === 'delivered',
        ...(outcome.kind === 'delivered' ? {} : { reason: outcome.reason }),
      };
    }),
  ];
}

function viewOf(record: NotificationRecord): NotificationView {
  const { id, rule, destination, total, state, failures, reason, createdAt, dueAt, settledAt } = record;
  return {
    ...{ id, rule, state, failures, reason },
    to: describeDestination(destination),
    title: titleOf(record),
    count: total,
    createdAt: createdAt.toISOString(),
    ...(settledAt === undefined ? { dueAt: dueAt.toISOString() } : { settledAt: settledAt.toISOString() }),
  };
}
