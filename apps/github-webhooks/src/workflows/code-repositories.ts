import type { SchedulerReader } from '@slipway/ports';
import { Team } from '@slipway/resources';

const page = 500;

/** Which repositories run workflows, and as which teams: as the Teams say that are applied. */
export interface CodeRepositories {
  /** Names of the teams that a repository belongs to, as they are now. */
  teamsOf(repository: string): Promise<readonly string[]>;
}

type TeamsByRepository = ReadonlyMap<string, readonly string[]>;

export function codeRepositories(resources: Pick<SchedulerReader, 'listResources'>): CodeRepositories {
  const read = async (): Promise<TeamsByRepository> => {
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
    return found;
  };
  let reading: Promise<unknown> = Promise.resolve();
  let next: Promise<TeamsByRepository> | undefined;
  /** Begins after it was asked for, as the one under way may have missed a Team; all who ask meanwhile share it. */
  const readAnew = (): Promise<TeamsByRepository> =>
    (next ??= reading.then(() => {
      next = undefined;
      const found = read();
      reading = found.catch(() => undefined);
      return found;
    }));
  return { teamsOf: async (repository) => (await readAnew()).get(repository.toLowerCase()) ?? [] };
}
