import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { InvalidInputError } from '@slipway/kernel';
import type { ObjectId } from '@slipway/ports';
import { initRepository } from '../branch/init-repository.ts';
import { runGit, runGitOrThrow } from '../process/run-git.ts';

const timeout = 60_000;

export interface StagedWorkingTree {
  readonly tree: ObjectId;
  /** A repository that holds the tree, and everything of the original one. */
  readonly directory: string;
  remove(): Promise<void>;
}

/**
 * Makes a tree of the files that are in the working tree now, as `git add --all` would, in a repository of its own: index
 * and objects of the user's stay as they are.
 * @throws InvalidInputError for a bare repository.
 */
export async function stageWorkingTree(folder: string, directory: string): Promise<StagedWorkingTree> {
  const top = await runGit(['-C', folder, 'rev-parse', '--show-toplevel'], { directory: undefined, timeout });
  const workTree = top.stdout.trim();
  if (top.code !== 0 || workTree === '')
    throw new InvalidInputError(`${folder} has no working tree: name the revision by --head`);
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'slipway-tree-'));
  try {
    const objects = await gitPath(folder, 'objects');
    await initRepository(temporary, 'main');
    await writeFile(path.join(temporary, 'objects', 'info', 'alternates'), `${objects}\n`);
    const index = path.join(temporary, 'index');
    await copyFile(await gitPath(folder, 'index'), index).catch(() => undefined); // none before the first commit
    const options = {
      directory,
      timeout,
      config: { 'core.fsmonitor': 'false', 'advice.addEmbeddedRepo': 'false' },
      variables: {
        HOME: process.env.HOME,
        GIT_CONFIG_GLOBAL: undefined, // line ends and ignored files are as the user has them
        GIT_WORK_TREE: workTree,
        GIT_INDEX_FILE: index,
        GIT_OBJECT_DIRECTORY: path.join(temporary, 'objects'),
      },
    };
    await runGitOrThrow(['-C', workTree, 'add', '--all', '--', '.'], options);
    const tree = (await runGitOrThrow(['-C', workTree, 'write-tree'], options)).trim();
    return {
      tree,
      directory: temporary,
      remove: () => rm(temporary, { recursive: true, force: true }),
    };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function gitPath(folder: string, name: string): Promise<string> {
  const args = ['-C', folder, 'rev-parse', '--path-format=absolute', '--git-path', name];
  return (await runGitOrThrow(args, { directory: undefined, timeout })).trim();
}
