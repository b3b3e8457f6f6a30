import { notificationEndpoints, type NotificationRuleView, type NotificationView } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { route, type Route } from '@slipway/service';

export const exampleRules: readonly NotificationRuleView[] = [
  {
    ...{ name: 'failures', events: ['run-failed', 'deployment-failed'], to: 'slack (ops)' },
    ...{ pending: 1, sent: 12, dead: 1 },
  },
  {
    ...{ name: 'mail', events: ['study-ended'], teams: ['demo'], to: 'email to 2 addresses', digest: '1h' },
    ...{ problem: 'No server for e-mail is named.', pending: 0, sent: 0, dead: 0 },
  },
];

const message: NotificationView = {
  ...{ id: 'msg_3', rule: 'failures', to: 'slack (ops)', title: 'Run digits-7k2m9q0x of demo failed' },
  ...{ count: 1, state: 'pending', failures: 2, reason: 'The receiver answered 503.' },
  ...{ createdAt: '2026-03-01T11:58:00.000Z', dueAt: '2026-03-01T12:01:00.000Z' },
};
const ended: NotificationView = {
  ...{ ...message, dueAt: undefined, settledAt: '2026-03-01T11:59:00.000Z' },
  ...{ createdAt: '2026-03-01T11:00:00.000Z' },
};

export const exampleMessages: readonly NotificationView[] = [
  message,
  { ...ended, id: 'msg_2', state: 'dead', failures: 1, reason: 'The receiver answered 410.' },
  { ...ended, id: 'msg_1', state: 'sent', failures: 0, reason: undefined },
];

export const fakeNotificationRoutes: readonly Route[] = [
  route(notificationEndpoints.listNotificationRules, () => Promise.resolve({ items: [...exampleRules] })),
  route(notificationEndpoints.listNotifications, ({ query: { state, rule } }) =>
    Promise.resolve({
      items: exampleMessages.filter(
        (one) => (state ?? one.state) === one.state && (rule ?? one.rule) === one.rule,
      ),
    }),
  ),
  route(notificationEndpoints.testNotification, ({ params: { rule } }) => {
    const id = 'msg_4';
    if (rule === 'failures') return Promise.resolve({ id, delivered: true });
    if (rule === 'mail')
      return Promise.resolve({ id, delivered: false, reason: 'No server for e-mail is named.' });
    return Promise.reject(new NotFoundError(`slipway.yaml has no rule ${rule} for notifications.`));
  }),
];
