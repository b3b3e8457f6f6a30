import { NotificationState } from '@slipway/ports';
import type { NotificationDeps } from './notification-deps.ts';

const hour = 3_600_000;
const batch = 1_000;

/** How long messages are kept, in milliseconds. */
const ages = {
  /** One that has not been sent by then, counted from the end of a digest, is given up. */
  pending: 24 * hour,
  sent: 7 * 24 * hour,
  dead: 30 * 24 * hour,
} as const;

/** Ends and removes what has become too old, in batches, and counts what is left. */
export async function keepOutbox(
  { outbox, clock, metrics }: Pick<NotificationDeps, 'outbox' | 'clock' | 'metrics'>,
  stopping: AbortSignal,
): Promise<void> {
  const now = clock.now();
  const before = (age: number): Date => new Date(now.getTime() - age);
  const { pending, sent, dead } = ages;
  while (!stopping.aborted && (await outbox.expire(before(pending), now, batch)) === batch);
  const ended = { sent: before(sent), dead: before(dead) };
  while (!stopping.aborted && (await outbox.prune(ended, batch)) === batch);
  const counts = await outbox.count();
  const total = (wanted: NotificationState): number =>
    counts.filter(({ state }) => state === wanted).reduce((sum, { count }) => sum + count, 0);
  metrics.gauge('slipway_notifications_pending', total(NotificationState.Pending));
  metrics.gauge('slipway_notifications_dead', total(NotificationState.Dead));
}
