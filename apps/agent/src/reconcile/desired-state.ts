import { layout as environment } from '@slipway/changes';
import { Name } from '@slipway/contracts';
import { describeError } from '@slipway/kernel';
import type { EnvironmentReader, Logger, TreeEntry } from '@slipway/ports';
import type { AttemptPlan } from '../attempts/attempt-plan.ts';
import type { DesiredAttempt, Quota } from './decide.ts';
import { readAttemptManifest, readTeamQuota } from './read-manifests.ts';

export interface DesiredTeam {
  readonly blob: string;
  readonly text: string;
  readonly quota: Quota;
}

/** What one commit of the environment repository wants of one cluster. */
export interface DesiredState {
  readonly revision: string;
  readonly attempts: ReadonlyMap<string, DesiredAttempt>;
  readonly teams: ReadonlyMap<string, DesiredTeam>;
}

type Known =
  | { readonly kind: 'attempt'; readonly demand: DesiredAttempt }
  | { readonly kind: 'team'; readonly team: DesiredTeam }
  | { readonly kind: 'broken' };

/** Reads what a cluster is to run; a file is read and parsed once for as long as it stays as it is. */
export class DesiredStateReader {
  readonly #reader: EnvironmentReader;
  readonly #cluster: string;
  readonly #logger: Logger;
  #known = new Map<string, Known>();
  #blobs = new Map<string, string>();
  #looks = 0;

  constructor(reader: EnvironmentReader, cluster: string, logger: Logger) {
    this.#reader = reader;
    this.#cluster = cluster;
    this.#logger = logger;
  }

  /** Fetches. Undefined for an empty repository, which says nothing. @throws UnavailableError */
  async read(): Promise<DesiredState | undefined> {
    const revision = await this.#reader.refresh();
    if (revision === undefined) return undefined;
    this.#looks += 1;
    const root = environment.clusterRoot(this.#cluster);
    const attempts = new Map<string, DesiredAttempt>();
    const teams = new Map<string, DesiredTeam>();
    const known = new Map<string, Known>();
    const blobs = new Map<string, string>();
    for (const entry of [
      ...(await this.#reader.list(`${root}/runs`)),
      ...(await this.#reader.list(`${root}/teams`)),
    ]) {
      const { run, team, day = '' } = parsePath(entry.path.slice(root.length));
      const name = run ?? team;
      if (name === undefined) continue;
      const key = `${entry.path} ${entry.blob}`;
      const value = this.#known.get(key) ?? (await this.#parse(entry, name, run !== undefined, day));
      known.set(key, value);
      if (value.kind === 'team') teams.set(name, value.team);
      if (value.kind !== 'attempt') continue;
      attempts.set(name, value.demand);
      blobs.set(name, entry.blob);
    }
    [this.#known, this.#blobs] = [known, blobs];
    return { revision, attempts, teams };
  }

  /** The manifest of an attempt of the state that was read last. */
  async manifestOf(
    attempt: string,
  ): Promise<{ readonly text: string; readonly plan: AttemptPlan } | undefined> {
    const blob = this.#blobs.get(attempt);
    if (blob === undefined) return undefined;
    const text = await this.#reader.read(blob);
    return { text, plan: readAttemptManifest(text, attempt) };
  }

  /** One file that nobody can read must not keep the others from being applied. */
  async #parse(entry: TreeEntry, name: string, isAttempt: boolean, day: string): Promise<Known> {
    const text = await this.#reader.read(entry.blob);
    try {
      if (!isAttempt)
        return { kind: 'team', team: { blob: entry.blob, text, quota: readTeamQuota(text, name) } };
      const { team, withdrawn, replicas, requests } = readAttemptManifest(text, name);
      return { kind: 'attempt', demand: { team, day, arrival: this.#looks, withdrawn, replicas, requests } };
    } catch (error) {
      this.#logger.error('A manifest cannot be applied', { path: entry.path, reason: describeError(error) });
      return { kind: 'broken' };
    }
  }
}

function parsePath(path: string): {
  run?: string | undefined;
  team?: string | undefined;
  day?: string | undefined;
} {
  const [, day, run] = /^\/runs\/[^/]+\/(\d{4}-\d\d-\d\d)\/([^/]+)\.yaml$/.exec(path) ?? [];
  const team = /^\/teams\/([^/]+)\/team\.yaml$/.exec(path)?.[1];
  return Name.safeParse(run ?? team).success ? { run, team, day } : {};
}
