import { mkdir } from 'node:fs/promises';
import type { EnvironmentHistory } from '@slipway/ports';
import type { Database } from '@slipway/postgres';
import { openTeamOn, type Service } from '@slipway/service';
import { repository, type PartOptions } from './part-options.ts';

export interface RegistryOptions {
  /** Team of calls without a token, when the server can be reached from this machine alone. Default `demo`. */
  readonly team?: string | undefined;
  /** Where artifacts of new experiments lie. Default `mlflow-artifacts:/`, the server itself. */
  readonly artifactRoot?: string | undefined;
  /** Directory or URI of the store behind it. Default a folder of the data directory. */
  readonly artifactsDestination?: string | undefined;
  /** Variables of the process, of which MLflow's own settings are honoured. Default none. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The team of the template of an environment repository, and of the tour. */
export const defaultTeam = 'demo';

/** The server itself. */
export const defaultArtifactRoot = 'mlflow-artifacts:/';

export async function openRegistry(
  { data, logger, metrics }: PartOptions,
  database: Database,
  history: EnvironmentHistory,
  { host, team, artifactRoot, artifactsDestination, env }: RegistryOptions & { readonly host: string },
): Promise<Service> {
  const { openModelRegistry } = await import('@slipway/model-registry');
  await mkdir(data.keys, { recursive: true, mode: 0o700 });
  return openModelRegistry({
    database,
    history,
    logger,
    metrics,
    repository,
    openTeam: openTeamOn(host, team ?? defaultTeam),
    rootTeam: team ?? defaultTeam,
    artifactRoot: artifactRoot ?? defaultArtifactRoot,
    artifactsDestination: artifactsDestination ?? data.registryArtifacts,
    keysDirectory: data.keys,
    env: env ?? {},
  });
}
