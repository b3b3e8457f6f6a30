import { SignalTopic } from '@slipway/ports';
import { createLeadingLoop, type Route } from '@slipway/service';
import { followOccurrences } from './follow-occurrences.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { notificationRoutes } from './notification-routes.ts';
import { createNotificationWorker } from './notification-worker.ts';

/** Tells people what happens: one replica follows, all of them send. */
export interface Notifying {
  readonly routes: readonly Route[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds between looks without a wake-up: nobody tells of the end of a deployment or a study. */
const patience = 2_000;

/** @param lease milliseconds that a worker has a message for without renewing it; for tests */
export function createNotifying(deps: NotificationDeps, lease?: number): Notifying {
  const { signals, repository } = deps;
  const worker = createNotificationWorker(deps, lease);
  const following = createLeadingLoop({
    ...{ ...deps, patience, name: `notifications of ${repository}` },
    pass: async (over) => {
      await followOccurrences(deps, over);
      worker.wake();
    },
  });
  const unsubscribes: (() => Promise<void>)[] = [];
  return {
    routes: notificationRoutes(deps),
    start: async () => {
      for (const topic of [SignalTopic.RunEvents, SignalTopic.Proposals])
        unsubscribes.push(await signals.subscribe(topic, following.wake));
      following.start();
      worker.start();
    },
    stop: async () => {
      for (const unsubscribe of unsubscribes.splice(0)) await unsubscribe();
      await following.stop();
      await worker.stop();
    },
  };
}
