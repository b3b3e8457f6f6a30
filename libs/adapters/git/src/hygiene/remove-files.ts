import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ConflictError } from '@slipway/kernel';
import type { ObjectId } from '@slipway/ports';
import { runGit, runGitOrThrow, tidy } from '../process/run-git.ts';

export interface RemoveFilesOptions {
  /** The git directory. */
  readonly directory: string;
  readonly branch: string;
  /** Where the branch is known to be. */
  readonly tip: ObjectId;
  /** Paths that are there; taken literally. */
  readonly paths: readonly string[];
  readonly message: string;
  readonly at: Date;
  readonly signal: AbortSignal;
}

const timeout = 60_000;

/** The commit is by whom the user's git says; git is to read their settings for that. */
const asUser = { HOME: process.env.HOME, GIT_CONFIG_GLOBAL: undefined };

/**
 * Makes one commit on the branch that removes the files, also where nothing is checked out. Where the branch is checked out
 * the working tree follows; other changes in it stay.
 * @throws ConflictError when the branch is not here, was moved meanwhile, or one of the files was changed in the working tree.
 */
export async function removeFiles(options: RemoveFilesOptions): Promise<ObjectId> {
  const { directory, branch, tip, message, at, signal } = options;
  const plain = { directory, timeout, signal };
  const ref = `refs/heads/${branch}`;
  const { stdout: here } = await runGit(['rev-parse', '--verify', '--quiet', ref], plain);
  if (here.trim() !== tip)
    throw new ConflictError(
      `${branch} is not checked out at ${tip.slice(0, 12)}: run git switch ${branch} first`,
    );
  const tree = await treeWithout(options);
  const date = `${String(Math.floor(at.getTime() / 1000))} +0000`;
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const made = await runGitOrThrow(['commit-tree', tree, '-p', tip, '-m', message.trimEnd()], {
    ...plain,
    variables: { ...asUser, ...dates, ...(await strangersName(options)) },
  });
  const commit = made.trim();
  const workTree = await workTreeOf(options);
  const { code, stderr } = await (workTree === undefined
    ? runGit(['update-ref', '-m', 'slipway repo doctor', ref, commit, tip], plain)
    : runGit(['-C', workTree, 'merge', '--ff-only', '--quiet', commit], {
        ...plain,
        directory: undefined,
        variables: asUser,
      }));
  if (code !== 0)
    throw new ConflictError(`${branch} could not be moved, try again when this is mended: ${tidy(stderr)}`, {
      details: { branch, commit },
    });
  return commit;
}

/** The tree of the tip without the files, made in an index of its own. */
async function treeWithout({ directory, tip, paths, signal }: RemoveFilesOptions): Promise<ObjectId> {
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'slipway-archive-'));
  try {
    const variables = { GIT_INDEX_FILE: path.join(temporary, 'index'), GIT_WORK_TREE: temporary };
    const options = { directory, timeout, signal, variables };
    const list = path.join(temporary, 'paths');
    await writeFile(list, paths.join('\0'));
    await runGitOrThrow(['read-tree', tip], options);
    await runGitOrThrow(
      [
        ...['--literal-pathspecs', 'rm', '--cached', '--force', '--quiet'],
        ...[`--pathspec-from-file=${list}`, '--pathspec-file-nul'],
      ],
      options,
    );
    return (await runGitOrThrow(['write-tree', '--missing-ok'], options)).trim();
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Somebody who has never told git who they are shall get through as well. */
async function strangersName({
  directory,
  signal,
}: RemoveFilesOptions): Promise<Readonly<Record<string, string>>> {
  const { code } = await runGit(['config', 'user.email'], {
    ...{ directory, timeout, signal, variables: asUser },
  });
  if (code === 0) return {};
  const [name, email] = ['slipway', 'slipway@localhost'];
  return {
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email },
    ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email },
  };
}

/** The working tree that has the branch checked out. */
async function workTreeOf({ directory, branch, signal }: RemoveFilesOptions): Promise<string | undefined> {
  const options = { directory, timeout, signal };
  const text = await runGitOrThrow(['worktree', 'list', '--porcelain'], options);
  const entry = text
    .split('\n\n')
    .map((lines) => lines.split('\n'))
    .find((lines) => lines.includes(`branch refs/heads/${branch}`));
  if (entry === undefined || entry.includes('bare')) return undefined;
  return entry.find((line) => line.startsWith('worktree '))?.slice('worktree '.length);
}
