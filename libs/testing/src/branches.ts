import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { plainGit } from './plain-git.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** What a test writes: text, bytes, a symbolic link, or a submodule at a commit. */
export type WrittenFile = string | Uint8Array | { readonly linkTo: string } | { readonly submodule: string };

/** A bare repository whose branches somebody else writes, from a clone of his own. */
export class Branches implements AsyncDisposable {
  readonly git: string;
  readonly #clone: string;
  readonly #remove: () => Promise<void>;

  private constructor(root: string, git: string, remove: () => Promise<void>) {
    this.git = git;
    this.#clone = path.join(root, 'clone');
    this.#remove = remove;
  }

  /** @param git a bare repository that is there already, maybe an empty one; a new one otherwise. `main` gets the files. */
  static async start(
    files: Readonly<Record<string, string>> = { 'README.md': 'Environment\n' },
    git?: string,
  ): Promise<Branches> {
    const { path: root, remove } = await temporaryDirectory();
    const bare = git ?? path.join(root, 'bare.git');
    if (git === undefined) await plainGit(root, 'init', '--bare', '--quiet', '--initial-branch=main', bare);
    const branches = new Branches(root, bare, remove);
    await plainGit(root, 'clone', '--quiet', bare, branches.#clone);
    await branches.write('main', files, { from: 'main', message: 'Begin' });
    return branches;
  }

  /**
   * Adds a commit to a branch, which begins where `from` is if it is not there. A file without content is removed.
   * @returns the commit
   */
  async write(
    branch: string,
    files: Readonly<Record<string, WrittenFile | undefined>>,
    { from = 'main', message = `Change ${branch}` }: { from?: string; message?: string } = {},
  ): Promise<string> {
    const git = (...args: readonly string[]): Promise<string> => plainGit(this.#clone, ...args);
    await git('fetch', '--quiet', 'origin');
    const known = await git('branch', '--remotes', '--list', `origin/${branch}`, `origin/${from}`);
    const start = [branch, from].find((name) =>
      known.split('\n').some((line) => line.trim() === `origin/${name}`),
    );
    await git('checkout', '--quiet', '-B', branch, ...(start === undefined ? [] : [`origin/${start}`]));
    for (const [file, content] of Object.entries(files)) {
      const place = path.join(this.#clone, file);
      if (content === undefined) {
        await git('rm', '--quiet', file);
        continue;
      }
      await mkdir(path.dirname(place), { recursive: true });
      if (typeof content === 'string' || content instanceof Uint8Array) await writeFile(place, content);
      else if ('linkTo' in content) await symlink(content.linkTo, place);
      else await mkdir(place);
    }
    await git('add', '--all');
    for (const [file, content] of Object.entries(files))
      if (typeof content === 'object' && 'submodule' in content)
        await git('update-index', '--add', '--cacheinfo', `160000,${content.submodule},${file}`);
    await git('commit', '--quiet', '--allow-empty', '-m', message);
    await git('push', '--quiet', 'origin', branch);
    return git('rev-parse', 'HEAD');
  }

  /** Makes `main` of another repository a branch here. */
  async adopt(git: string, branch: string): Promise<void> {
    await plainGit(this.git, 'fetch', '--quiet', git, `+refs/heads/main:refs/heads/${branch}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#remove();
  }
}
