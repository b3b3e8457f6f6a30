import { UnavailableError } from '@slipway/kernel';
import type { ObjectId, PublishResult } from '@slipway/ports';
import { askTip } from './fetch-branch.ts';
import { remoteEnvironment, type Remote } from './remote-access.ts';
import { runGit, tidy } from './run-git.ts';

const pushTimeout = 300_000;

export interface PushOptions {
  /** The bare repository that has the commits. */
  readonly directory: string;
  readonly remote: Remote;
  readonly branch: string;
}

/**
 * Moves the remote's branch from `tip` (undefined: it must not exist) to `next` by compare-and-swap.
 * @throws UnavailableError when it is unknown whether the push arrived
 */
export async function pushBranch(
  { directory, remote, branch }: PushOptions,
  tip: ObjectId | undefined,
  next: ObjectId,
): Promise<PublishResult> {
  const ref = `refs/heads/${branch}`;
  // The lease makes the push a compare-and-swap on the remote: it is refused unless the branch is at `tip` there.
  const lease = `--force-with-lease=${ref}:${tip ?? ''}`;
  const { code, stdout, stderr } = await runGit(
    ['push', '--porcelain', '--no-verify', lease, '--', remote.url, `${next}:${ref}`],
    { ...(await remoteEnvironment(remote)), directory, timeout: pushTimeout },
  );
  if (code === 0) return { kind: 'published' };
  const refused = /^!\t.*$/m.exec(stdout)?.[0];
  const failure = new UnavailableError(`git push failed: ${tidy(stderr)}`, { details: { url: remote.url } });
  if (refused === undefined) throw failure; // no word from the remote: nobody knows whether it arrived
  // Texts differ between hosts, the branch does not lie: if it is where we thought, the remote has something against us.
  const now = await askTip({ directory, remote, branch });
  if (now === next) return { kind: 'published' };
  if (now !== tip) return { kind: 'moved' };
  if (!refused.includes('[remote rejected]')) throw failure;
  return { kind: 'declined', reason: tidy(`${refused.split('\t').at(-1) ?? ''} ${remoteWords(stderr)}`) };
}

/** What the remote itself had to say. */
function remoteWords(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('remote:'))
    .map((line) => line.slice('remote:'.length).trim())
    .join(' ');
}
