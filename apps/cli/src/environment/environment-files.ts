import { access } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError, NotFoundError } from '@slipway/kernel';
import { dataFolders } from '../connection/data-folders.ts';
import { runProgram } from '../input/run-program.ts';
import type { Invocation } from '../invocation.ts';

/** The files of an environment repository at one revision. */
export interface EnvironmentFiles {
  read(file: string): Promise<string | undefined>;
  /** Paths of all files below a folder. */
  below(folder: string): Promise<readonly string[]>;
  /** Names of the entries of a folder. */
  entries(folder: string): Promise<readonly string[]>;
}

/** An environment repository without a commit. */
export const noEnvironmentFiles: EnvironmentFiles = {
  read: () => Promise.resolve(undefined),
  below: () => Promise.resolve([]),
  entries: () => Promise.resolve([]),
};

/**
 * The environment repository in `folder`, or the embedded one of the data directory, or an empty one when there is none.
 * @throws NotFoundError for a folder that does not exist, InvalidInputError when it is no git repository or has no such revision.
 */
export async function openEnvironmentFiles(
  invocation: Invocation,
  folder: string | undefined,
  revision: string,
): Promise<EnvironmentFiles> {
  if (folder !== undefined) {
    const named = path.resolve(invocation.cwd, folder);
    if (!(await exists(named))) throw new NotFoundError(`there is no folder ${folder}`);
    return gitFiles(named, revision);
  }
  for (const data of dataFolders(invocation)) {
    const embedded = path.join(data, 'environment.git');
    if (await exists(embedded)) return gitFiles(embedded, revision);
  }
  await invocation.err.line(
    invocation.err.colours.dim(
      'no environment repository is here: everything is new (name a clone of one by --environment)',
    ),
  );
  return noEnvironmentFiles;
}

async function gitFiles(folder: string, revision: string): Promise<EnvironmentFiles> {
  const git = (...args: string[]): ReturnType<typeof runProgram> =>
    runProgram('git', ['-C', folder, ...args]);
  const { ok, stdout, reason } = await git(
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{tree}`,
  );
  if (!ok)
    throw new InvalidInputError(
      `${folder} has no revision ${JSON.stringify(revision)}`,
      reason.startsWith('Command failed') ? {} : { cause: reason },
    );
  const tree = stdout.trim();
  const list = async (args: readonly string[], prefix: string): Promise<readonly string[]> => {
    const listed = await git('ls-tree', '--name-only', '-z', ...args, tree, '--', `${prefix}/`);
    return listed.stdout.split('\0').filter((name) => name !== '');
  };
  return {
    read: async (file) => {
      const found = await git('cat-file', 'blob', `${tree}:${file}`);
      return found.ok ? found.stdout : undefined;
    },
    below: (prefix) => list(['-r'], prefix),
    entries: async (prefix) => (await list([], prefix)).map((name) => path.posix.basename(name)),
  };
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
