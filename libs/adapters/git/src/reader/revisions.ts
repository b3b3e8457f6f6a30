import { UnavailableError } from '@slipway/kernel';
import type { Revisions } from '@slipway/ports';
import { initRepository } from '../branch/init-repository.ts';
import { Maintenance } from '../branch/maintenance.ts';
import { checkRemote, remoteEnvironment, type RemoteCredentials } from '../process/remote-access.ts';
import { runGit, tidy } from '../process/run-git.ts';

export interface RevisionsOptions {
  readonly url: string;
  /** Asked before each fetch: tokens of an installation are good for an hour. */
  readonly credentials?: () => Promise<RemoteCredentials>;
  /** A bare repository on this machine; made when it is missing, safe to delete. */
  readonly directory: string;
  /** The branch that changes go to. */
  readonly branch: string;
}

const fetchTimeout = 300_000;

/** Commits of pull requests of a remote repository, in a mirror on this machine. Calls take turns. */
export async function openRevisions({
  url,
  credentials,
  directory,
  branch,
}: RevisionsOptions): Promise<Revisions> {
  const remote = { url, ...(credentials ? { credentials } : {}) };
  checkRemote(remote);
  await initRepository(directory, branch);
  const base = `refs/heads/${branch}`;
  const maintenance = new Maintenance({
    ...{ directory, packs: 100, logger: undefined },
    onRepacked: () => undefined, // who reads it opens it anew each time
  });

  const bring = async (key: string, commit: string): Promise<string> => {
    const { code, stderr } = await runGit(
      [
        ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--update-head-ok', '--'],
        ...[url, `+${base}:${base}`, `+${commit}:refs/slipway/${key}`],
      ],
      { ...(await remoteEnvironment(remote)), directory, timeout: fetchTimeout },
    );
    if (code !== 0)
      throw new UnavailableError(`git fetch failed: ${tidy(stderr)}`, { details: { url, commit, code } });
    maintenance.published();
    return directory;
  };

  let turn: Promise<unknown> = Promise.resolve();
  return {
    bring: (key, commit) => {
      const result = turn.then(() => bring(key, commit));
      turn = result.catch(() => undefined);
      return result;
    },
    close: async () => {
      await turn;
      await maintenance.close();
    },
  };
}
