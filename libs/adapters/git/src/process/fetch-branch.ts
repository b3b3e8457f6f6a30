import { UnavailableError } from '@slipway/kernel';
import type { ObjectId } from '@slipway/ports';
import { remoteEnvironment, type Remote } from './remote-access.ts';
import { runGit, runGitOrThrow, tidy } from './run-git.ts';

const fetchTimeout = 300_000;
const askTimeout = 60_000;

export interface FetchOptions {
  readonly directory: string;
  readonly remote: Remote;
  readonly branch: string;
  /** Take the tip alone, without its history. */
  readonly shallow?: boolean;
}

/** The remote's tip of the branch, or undefined when it has no such branch. @throws UnavailableError */
export async function askTip({ directory, remote, branch }: FetchOptions): Promise<ObjectId | undefined> {
  const ref = `refs/heads/${branch}`;
  const answer = await runGitOrThrow(['ls-remote', '--', remote.url, ref], {
    ...(await remoteEnvironment(remote)),
    directory,
    timeout: askTimeout,
  });
  return answer
    .split('\n')
    .find((line) => line.endsWith(`\t${ref}`))
    ?.slice(0, 40);
}

/**
 * Brings `refs/heads/<branch>` of the local bare repository to where the remote's is.
 * @returns false when the remote has no such branch. @throws UnavailableError
 */
export async function fetchBranch(options: FetchOptions): Promise<boolean> {
  const { directory, remote, branch, shallow = false } = options;
  const ref = `refs/heads/${branch}`;
  const { code, stderr } = await runGit(
    [
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--update-head-ok',
      ...(shallow ? ['--depth=1'] : []),
      '--',
      remote.url,
      `+${ref}:${ref}`,
    ],
    { ...(await remoteEnvironment(remote)), directory, timeout: fetchTimeout },
  );
  if (code === 0) return true;
  if ((await askTip(options)) === undefined) return false;
  throw new UnavailableError(`git fetch failed: ${tidy(stderr)}`, {
    details: { directory, url: remote.url, code },
  });
}
