export type MetricKind = 'counter' | 'histogram' | 'gauge';

/** Every metric of Slipway: kind, help, labels. Dashboards depend on these names. */
export const metricDefinitions = {
  slipway_http_request_seconds: {
    kind: 'histogram',
    help: 'Time to answer an HTTP request.',
    labels: ['route', 'method', 'status'],
  },
  slipway_changes_accepted_total: {
    kind: 'counter',
    help: 'Changes accepted into the change log.',
    labels: ['service'],
  },
  slipway_proposals_accepted_total: {
    kind: 'counter',
    help: 'Changes that were accepted as proposals, to become pull requests.',
    labels: ['service'],
  },
  slipway_proposals_settled_total: {
    kind: 'counter',
    help: 'Proposals with an outcome.',
    labels: ['state'],
  },
  slipway_proposals_open: {
    kind: 'gauge',
    help: 'Proposals whose pull requests are open, at the last look.',
    labels: [],
  },
  slipway_changes_settled_total: { kind: 'counter', help: 'Changes with an outcome.', labels: ['state'] },
  slipway_change_push_seconds: {
    kind: 'histogram',
    help: 'Time from accepting a change to its push.',
    labels: [],
  },
  slipway_pushes_total: {
    kind: 'counter',
    help: 'Pushes to the environment repository.',
    labels: ['result'],
  },
  slipway_changes_pending: {
    kind: 'gauge',
    help: 'Changes accepted and without an outcome at the last look.',
    labels: [],
  },
  slipway_repository_limit_ratio: {
    kind: 'gauge',
    help: 'How far the environment repository is towards a limit of git hosts, or needs compacting, at the last look; 1 is the limit.',
    labels: ['limit'],
  },
  slipway_runs_total: { kind: 'counter', help: 'Runs that reached a final state.', labels: ['state'] },
  slipway_runs_active: { kind: 'gauge', help: 'Runs that have not ended.', labels: ['state'] },
  slipway_agent_attempts: { kind: 'gauge', help: 'Attempts this agent has on its hands.', labels: ['phase'] },
  slipway_agent_reconcile_seconds: {
    kind: 'histogram',
    help: 'Time of one reconciliation of the agent.',
    labels: ['result'],
  },
  slipway_registry_commits_total: {
    kind: 'counter',
    help: 'Commits that the registry followed: of services of Slipway, and edits of others.',
    labels: ['by'],
  },
  slipway_registry_rejections_total: {
    kind: 'counter',
    help: 'Changes of the registry that did not get into git.',
    labels: [],
  },
  slipway_registry_problems: {
    kind: 'gauge',
    help: 'Files of models in git that the registry does not understand.',
    labels: [],
  },
  slipway_workflow_jobs_total: {
    kind: 'counter',
    help: 'Jobs of workflows that ended, by what they do.',
    labels: ['kind', 'state'],
  },
  slipway_notification_attempts_total: {
    kind: 'counter',
    help: 'Attempts to send a notification: delivered, to be tried again (retry), or given up (failed).',
    labels: ['to', 'result'],
  },
  slipway_notifications_pending: {
    kind: 'gauge',
    help: 'Notifications that wait to be sent, digests that gather included.',
    labels: [],
  },
  slipway_notifications_dead: {
    kind: 'gauge',
    help: 'Notifications that were given up and are kept for people to see.',
    labels: [],
  },
  slipway_webhook_attempts_total: {
    kind: 'counter',
    help: 'Attempts to deliver an event to a webhook.',
    labels: ['result'],
  },
  slipway_webhook_attempt_seconds: {
    kind: 'histogram',
    help: 'Time of one attempt to deliver an event to a webhook.',
    labels: ['result'],
  },
  slipway_webhook_deliveries_pending: {
    kind: 'gauge',
    help: 'Deliveries to webhooks that are not settled, at the last look.',
    labels: [],
  },
  slipway_github_deliveries_received_total: {
    kind: 'counter',
    help: 'Deliveries of GitHub that were verified and are kept: new ones, and such as were known.',
    labels: ['result'],
  },
  slipway_github_deliveries_refused_total: {
    kind: 'counter',
    help: 'Deliveries of GitHub that were refused, by the reason.',
    labels: ['reason'],
  },
  slipway_github_deliveries_pending: {
    kind: 'gauge',
    help: 'Deliveries of GitHub that wait to be handled, at the last look.',
    labels: [],
  },
  slipway_github_delivery_oldest_seconds: {
    kind: 'gauge',
    help: 'Age of the oldest delivery of GitHub that waits to be handled, at the last look.',
    labels: [],
  },
  slipway_github_delivery_handling_seconds: {
    kind: 'histogram',
    help: 'Time of one attempt to handle a delivery of GitHub.',
    labels: ['event', 'result'],
  },
  slipway_github_redeliveries_asked_total: {
    kind: 'counter',
    help: 'Deliveries that GitHub was asked to send again, because the ledger did not have them.',
    labels: [],
  },
  slipway_github_calls_remaining: {
    kind: 'gauge',
    help: 'Calls that GitHub takes until its hour ends, as its last answer told: those of an installation, or `own` of the App itself or by a token.',
    labels: ['resource', 'installation'],
  },
  slipway_pull_request_plan_seconds: {
    kind: 'histogram',
    help: 'Time to plan a pull request and to report it.',
    labels: ['verdict'],
  },
} as const satisfies Record<string, { kind: MetricKind; help: string; labels: readonly string[] }>;

export type MetricName = keyof typeof metricDefinitions;
