import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runGitOrThrow } from '../process/run-git.ts';

const marker = '[slipway]\n\tlayout = 1';

/**
 * Settings of the repositories that Slipway writes. Everything that makes a commit durable is synced to disk. There is no
 * reflog: the branch only moves forward, and its history is its log. git never starts maintenance by itself: it would do
 * so in the middle of a push.
 */
const configuration = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logAllRefUpdates = false
	fsync = all
	fsyncMethod = fsync
	filesRefLockTimeout = 1000
	packedRefsTimeout = 1000
[gc]
	auto = 0
[maintenance]
	auto = false
[transfer]
	unpackLimit = 1
[receive]
	autogc = false
	fsckObjects = true
	denyNonFastForwards = true
	denyDeletes = true
	maxInputSize = 268435456
[uploadpack]
	allowFilter = true
${marker}
`;

/** Makes a bare repository with an unborn branch, or brings one that is there already up to date. Safe to repeat. */
export async function initRepository(directory: string, branch: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const config = path.join(directory, 'config');
  const before = await readFile(config, 'utf8').catch(() => '');
  if (before.includes(marker)) return;
  await runGitOrThrow(['init', '--bare', '--quiet', '--template=', `--initial-branch=${branch}`], {
    directory,
    timeout: 30_000,
  });
  const temporary = `${config}.${randomBytes(4).toString('hex')}`;
  await writeFile(temporary, configuration, { flush: true });
  await rename(temporary, config);
}
