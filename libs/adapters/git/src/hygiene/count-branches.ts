import { gitRecords } from '../process/git-records.ts';
import { remoteEnvironment, type Remote } from '../process/remote-access.ts';
import { runGitOrThrow } from '../process/run-git.ts';

const askTimeout = 60_000;

/**
 * Branches of a repository on this machine. Of a clone, those of the remote with the most as they were fetched, if they are
 * more than its own.
 */
export async function countBranches(directory: string, signal: AbortSignal): Promise<number> {
  const counts = new Map<string, number>();
  const args = ['for-each-ref', '--format=%(refname)%00', 'refs/heads/', 'refs/remotes/'];
  for await (const record of gitRecords(directory, args, signal)) {
    const [, kind = '', remote = '', ...rest] = record.trim().split('/');
    if (kind === '' || (kind === 'remotes' && rest.join('/') === 'HEAD')) continue;
    const place = kind === 'heads' ? '' : remote;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/** Branches of the remote itself, which a mirror of one branch does not have. @throws UnavailableError */
export async function countRemoteBranches(
  directory: string,
  remote: Remote,
  signal: AbortSignal,
): Promise<number> {
  const answer = await runGitOrThrow(['ls-remote', '--heads', '--', remote.url], {
    ...(await remoteEnvironment(remote)),
    ...{ directory, timeout: askTimeout, signal },
  });
  return answer.split('\n').length - 1;
}
