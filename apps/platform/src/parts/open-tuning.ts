import { systemClock, systemRandom } from '@slipway/kernel';
import type { Database } from '@slipway/postgres';
import { openTeamOn, type Service, type Tokens } from '@slipway/service';
import type { OptunaService } from '@slipway/tuning';
import { defaultTeam } from './open-registry.ts';
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

export interface OptunaOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Team of calls without a token, when the server can be reached from this machine alone. Default `demo`. */
  readonly team?: string | undefined;
}

/** The storage that clients of Optuna call. */
export async function openOptunaStorage(
  { logger }: PartOptions,
  database: Database,
  { host, port, team, tokens }: OptunaOptions & { readonly host: string; readonly tokens: Tokens },
): Promise<OptunaService> {
  const { openOptuna } = await import('@slipway/tuning');
  return openOptuna(
    { store: database.optunaStore, clock: systemClock, logger },
    { host, port, tokens, openTeam: openTeamOn(host, team ?? defaultTeam) },
  );
}
