import path from 'node:path';
import { openDirectoryArtifactStore } from '@slipway/artifacts';
import { systemClock, systemRandom } from '@slipway/kernel';
import type { EnvironmentHistory } from '@slipway/ports';
import type { Database } from '@slipway/postgres';
import type { Tracking } from '@slipway/scheduler';
import type { RunTokens, Service } from '@slipway/service';
import { repository, type PartOptions } from './part-options.ts';

export async function openScheduler(
  { data, logger, metrics }: PartOptions,
  database: Database,
  history: EnvironmentHistory,
  runTokens: RunTokens,
  tracking: Tracking | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Service> {
  const { createSchedulerService, openChannelsIn } = await import('@slipway/scheduler');
  return createSchedulerService({
    store: database.schedulerStore,
    studies: database.studyStore,
    signals: database.signals,
    artifacts: await openDirectoryArtifactStore(data.artifacts),
    clock: systemClock,
    random: systemRandom,
    logger,
    metrics,
    repository,
    environment: { history, changes: database.changeReader, leases: database.leases },
    notifications: {
      feed: database.notificationFeed,
      outbox: database.notificationOutbox,
      channels: openChannelsIn(env, path.join(data.root, 'notification-secrets.json'), logger),
    },
    runTokens,
    tracking,
  });
}
