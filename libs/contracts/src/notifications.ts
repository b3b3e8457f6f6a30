import { endpoint } from './endpoint.ts';
import { Name, none, PageQuery, Timestamp } from './field-schemas.ts';
import { z } from './zod.ts';

const State = z.enum(['pending', 'sent', 'dead']);

export const NotificationRuleView = z
  .object({
    name: z.string(),
    events: z.array(z.string()),
    /** Of all, and of what belongs to no team, when it is missing. */
    teams: z.array(z.string()).optional(),
    /** Who is told, without secrets. */
    to: z.string(),
    digest: z.string().optional(),
    /** What keeps its messages from being sent, such as a secret that is missing. */
    problem: z.string().optional(),
    pending: z.int(),
    /** In the last 7 days. */
    sent: z.int(),
    /** In the last 30 days. */
    dead: z.int(),
  })
  .openapi('NotificationRule');
export type NotificationRuleView = z.infer<typeof NotificationRuleView>;

export const NotificationView = z
  .object({
    /** Receivers of webhooks are sent it as `webhook-id`. */
    id: z.string(),
    rule: z.string(),
    to: z.string(),
    title: z.string(),
    /** How many occurrences it tells of. */
    count: z.int(),
    state: State,
    failures: z.int(),
    /** Why the last attempt has failed. */
    reason: z.string().optional(),
    createdAt: Timestamp,
    /** When it is sent or tried again, while it is pending. */
    dueAt: Timestamp.optional(),
    settledAt: Timestamp.optional(),
  })
  .openapi('Notification');
export type NotificationView = z.infer<typeof NotificationView>;

/** What people are told of by the rules of slipway.yaml. They tell of all teams: they are for administrators. */
export const notificationEndpoints = {
  listNotificationRules: endpoint({
    id: 'listNotificationRules',
    method: 'get',
    path: '/v1/notifications/rules',
    summary: 'The rules of slipway.yaml for notifications, and how many messages there are of each.',
    access: 'admin',
    params: none,
    query: none,
    status: 200,
    response: z.object({ items: z.array(NotificationRuleView) }),
  }),
  listNotifications: endpoint({
    id: 'listNotifications',
    method: 'get',
    path: '/v1/notifications',
    summary: 'Notifications in the outbox, newest first; those that were given up are dead.',
    access: 'admin',
    params: none,
    query: PageQuery.extend({ state: State.optional(), rule: Name.optional() }),
    status: 200,
    response: z.object({ items: z.array(NotificationView), cursor: z.string().optional() }),
  }),
  testNotification: endpoint({
    id: 'testNotification',
    method: 'post',
    path: '/v1/notifications/rules/{rule}/test',
    summary: 'Send an example by a rule now, once, past the outbox.',
    access: 'admin',
    params: z.object({ rule: Name }),
    query: none,
    status: 200,
    response: z.object({
      id: z.string(),
      delivered: z.boolean(),
      /** Why it was not. */
      reason: z.string().optional(),
    }),
  }),
};
