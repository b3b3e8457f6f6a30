import { plainGit as git } from '@slipway/testing';

export { plainGit as git } from '@slipway/testing';

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
