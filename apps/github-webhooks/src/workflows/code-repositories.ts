import type { Clock } from '@slipway/kernel';
import type { Logger, SchedulerReader } from '@slipway/ports';
import { Team } from '@slipway/resources';

/** Milliseconds after which the teams are read anew. */
const fresh = 5_000;
const page = 500;

/** Which repositories run workflows, and as which teams: as the Teams say that are applied. */
export interface CodeRepositories {
  /** Names of the teams that a repository belongs to, as they are now. */
  teamsOf(repository: string): Promise<readonly string[]>;
  /** The same as it was a moment ago, without asking anybody. */
  isKnown(repository: string): boolean;
  /** They may have changed. */
  refresh(): Promise<void>;
}

export function codeRepositories(
  resources: Pick<SchedulerReader, 'listResources'>,
  clock: Clock,
  logger: Logger,
): CodeRepositories {
  let known: ReadonlyMap<string, readonly string[]> = new Map();
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    const found = new Map<string, string[]>();
    let after: string | undefined;
    do {
      const teams = await resources.listResources('Team', undefined, { after, limit: page });
      for (const { document } of teams) {
        const { metadata, spec } = Team.parse(document);
        for (const repository of spec.repositories ?? [])
          found.set(repository, [...(found.get(repository) ?? []), metadata.name]);
      }
      after = teams.length === page ? teams.at(-1)?.name : undefined;
    } while (after !== undefined);
    known = found;
    readAt = clock.now().getTime();
  };
  const refresh = (): Promise<void> =>
    (reading ??= read().finally(() => {
      reading = undefined;
    }));

  return {
    refresh,
    teamsOf: async (repository) => {
      await refresh();
      return known.get(repository.toLowerCase()) ?? [];
    },
    isKnown: (repository) => {
      if (clock.now().getTime() - readAt > fresh)
        refresh().catch((error: unknown) => {
          logger.warn('the repositories of teams could not be read', { error });
        });
      return known.has(repository.toLowerCase());
    },
  };
}
