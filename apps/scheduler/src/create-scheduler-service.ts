import { SignalTopic } from '@slipway/ports';
import { Wakes, type Service } from '@slipway/service';
import { wakeKeys, type SchedulerContext } from './context.ts';
import { environmentSettings } from './desired-state/environment-settings.ts';
import { createEnvironmentFollower } from './desired-state/follow-environment.ts';
import { createFollowers } from './followers/followers.ts';
import { agentRoutes } from './http/agent-routes.ts';
import { clusterStatusRoutes } from './http/cluster-status-routes.ts';
import { resourceRoutes } from './http/resource-routes.ts';
import { runRoutes } from './http/run-routes.ts';
import { createNotifying } from './notifications/notifying.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/**
 * The scheduler: takes in resources, turns Jobs into runs and attempts, and takes in what agents report of them. Any
 * number of schedulers may work on one database.
 */
export function createSchedulerService(deps: SchedulerDeps): Service {
  const { signals, repository } = deps;
  const wakes = new Wakes(deps.clock);
  const logger = deps.logger.child({ service: 'scheduler' });
  const { environment, notifications, clock } = deps;
  const settings = environment
    ? environmentSettings({ history: environment.history, clock, logger })
    : () => Promise.resolve(undefined);
  const context: SchedulerContext = { ...deps, logger, wakes, settings };
  const followers = createFollowers(context);
  const follower = environment && createEnvironmentFollower(context, environment);
  const notifying =
    environment &&
    notifications &&
    createNotifying({ ...context, ...notifications, ...notifications.channels, leases: environment.leases });
  const unsubscribes: (() => Promise<void>)[] = [];

  // An empty payload comes after a reconnect: anything may have happened.
  const onSettled = (settled: string): void => {
    if (settled !== '' && settled !== repository) return;
    wakes.wake(wakeKeys.repository(repository));
    wakes.wake(wakeKeys.followers);
    follower?.wake();
  };
  const onEvents = (team: string): void => {
    if (team === '') wakes.wakeAll();
    else wakes.wake(wakeKeys.team(team));
  };

  return {
    name: 'scheduler',
    routes: [
      ...resourceRoutes(context),
      ...runRoutes(context),
      ...agentRoutes(context),
      ...clusterStatusRoutes(context),
      ...(notifying?.routes ?? []),
    ],
    mounts: [],
    start: async () => {
      unsubscribes.push(await signals.subscribe(SignalTopic.ChangesSettled, onSettled));
      unsubscribes.push(await signals.subscribe(SignalTopic.RunEvents, onEvents));
      for (const topic of [SignalTopic.RunRequests, SignalTopic.Workflows])
        unsubscribes.push(
          await signals.subscribe(topic, () => {
            wakes.wake(wakeKeys.followers);
          }),
        );
      followers.start();
      follower?.start();
      await notifying?.start();
    },
    stop: async () => {
      await notifying?.stop();
      await follower?.stop();
      await followers.stop();
      for (const unsubscribe of unsubscribes.splice(0)) await unsubscribe();
    },
    checkReady: async () => {
      await deps.store.countRuns();
    },
  };
}
