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
): Promise<Service> {
  const { createSchedulerService } = await import('@slipway/scheduler');
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
    runTokens,
    tracking,
  });
}
