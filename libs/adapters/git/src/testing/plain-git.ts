import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs git as any user would, with an identity to commit by. @returns what it said, without the last line feed. */
export async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', directory, ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: directory,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Outsider',
      GIT_AUTHOR_EMAIL: 'outsider@example.com',
      GIT_COMMITTER_NAME: 'Outsider',
      GIT_COMMITTER_EMAIL: 'outsider@example.com',
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.replace(/\n$/, '');
}

/** What `git fsck --strict` has to say beyond unreachable objects: empty for a sound repository. */
export async function fsck(directory: string): Promise<string> {
  return git(directory, 'fsck', '--strict', '--full', '--no-dangling', '--no-progress');
}

/** Path → content of all files of a commit. */
export async function filesOf(directory: string, commit: string): Promise<Record<string, string>> {
  const listing = await git(directory, 'ls-tree', '-r', '-z', '--name-only', commit);
  const files: Record<string, string> = {};
  for (const path of listing.split('\0').filter(Boolean))
    files[path] = await git(directory, 'cat-file', 'blob', `${commit}:${path}`);
  return files;
}
