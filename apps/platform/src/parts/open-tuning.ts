import { systemClock, systemRandom } from '@slipway/kernel';
import type { Database } from '@slipway/postgres';
import type { Service } from '@slipway/service';
import type { PartOptions } from './part-options.ts';

export async function openTuning({ logger }: PartOptions, database: Database): Promise<Service> {
  const { createTuningService } = await import('@slipway/tuning');
  return createTuningService({
    store: database.studyStore,
    resources: database.studyResources,
    clock: systemClock,
    random: systemRandom,
    logger,
  });
}
