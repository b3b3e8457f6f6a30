/**
 * Wake-ups between parts. They carry no truth and may be lost or doubled: who is woken re-reads the truth, and polls
 * slowly as a fallback.
 */
export interface Signals {
  /** Calls `listener` after each `notify` on the topic, and once after every reconnect. Returns a function that stops it. */
  subscribe(topic: SignalTopic, listener: (payload: string) => void): Promise<() => Promise<void>>;
  notify(topic: SignalTopic, payload: string): Promise<void>;
}

export const SignalTopic = {
  /** A change was accepted; payload: repository. Sent after the transaction that appended it. */
  ChangeAccepted: 'slipway_change_accepted',
  /** Changes got their outcome and the branch moved; payload: repository. */
  ChangesSettled: 'slipway_changes_settled',
  /** Something was proposed, or a proposal got its outcome; payload: repository. */
  Proposals: 'slipway_proposals',
  /** The scheduler is asked for something; no payload. */
  RunRequests: 'slipway_run_requests',
  /** Something happened to a run; payload: team. */
  RunEvents: 'slipway_run_events',
  /** There is something to deliver to webhooks; no payload. Sent after the transaction that published it. */
  WebhookDeliveries: 'slipway_webhook_deliveries',
  /** A run of a workflow has begun or moved on; no payload. Sent after the transaction. */
  Workflows: 'slipway_workflows',
} as const;
export type SignalTopic = (typeof SignalTopic)[keyof typeof SignalTopic];
