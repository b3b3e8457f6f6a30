import { InvalidInputError, NotFoundError, TooLargeError } from '@slipway/kernel';
import type { ObjectId } from '@slipway/ports';
import { ObjectReader } from '../objects/object-reader.ts';
import { findRepository } from '../process/find-repository.ts';
import { gitRecords } from '../process/git-records.ts';
import { runGit } from '../process/run-git.ts';
import { stageWorkingTree } from './staged-working-tree.ts';

/** An entry of a tree that is no folder. */
export interface TreeLeaf {
  readonly path: string;
  readonly kind: 'file' | 'executable' | 'symlink' | 'submodule';
  readonly id: ObjectId;
}

/** Trees and files of a repository on this machine, without a checkout. Nothing in it is changed. */
export interface RepositoryTrees {
  /** The commit that a revision names. @throws InvalidInputError when there is none. */
  commit(revision: string): Promise<ObjectId>;
  /** The last commit that both histories share. @throws InvalidInputError when there is none. */
  mergeBase(one: ObjectId, other: ObjectId): Promise<ObjectId>;
  /** The tree of what a commit of all files that are there now would hold, those that git ignores left out. */
  workingTree(): Promise<ObjectId>;
  /** Everything in a commit or tree. @throws TooLargeError beyond `most` entries. */
  leaves(tree: ObjectId, most: number): Promise<readonly TreeLeaf[]>;
  /** The bytes of a file, or its size alone when it is larger than `most` bytes. */
  read(id: ObjectId, most: number): Promise<Buffer | { readonly size: number }>;
  close(): Promise<void>;
}

const answerTimeout = 60_000;

/**
 * Opens the repository that `folder` lies in.
 * @throws InvalidInputError when it lies in none.
 */
export async function openRepositoryTrees(folder: string): Promise<RepositoryTrees> {
  const directory = await findRepository(folder);
  let staged: Awaited<ReturnType<typeof stageWorkingTree>> | undefined;
  let reader: ObjectReader | undefined;
  const place = (): string => staged?.directory ?? directory;

  const resolve = async (args: readonly string[], problem: string): Promise<ObjectId> => {
    const { code, stdout } = await runGit(args, { directory, timeout: answerTimeout });
    if (code !== 0) throw new InvalidInputError(problem);
    return stdout.trim();
  };

  return {
    commit: (revision) =>
      resolve(
        ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
        `${folder} has no revision ${JSON.stringify(revision)}`,
      ),
    mergeBase: (one, other) =>
      resolve(
        ['merge-base', one, other],
        `${folder} has no commit that both revisions come from: fetch the whole history (git fetch --unshallow)`,
      ),
    workingTree: async () => {
      await reader?.close();
      reader = undefined;
      await staged?.remove();
      staged = await stageWorkingTree(folder, directory);
      return staged.tree;
    },
    leaves: async (tree, most) => {
      const leaves: TreeLeaf[] = [];
      for await (const record of gitRecords(place(), ['ls-tree', '-r', '-z', '--full-tree', tree])) {
        if (leaves.length === most)
          throw new TooLargeError(`${folder} has more than ${String(most)} files at ${tree.slice(0, 12)}`);
        leaves.push(leafOf(record));
      }
      return leaves;
    },
    read: async (id, most) => {
      reader ??= new ObjectReader(place());
      try {
        const object = await reader.read(id, most);
        if (object?.type !== 'blob')
          throw new NotFoundError(`${folder} has no file ${id}: is the clone a partial one?`);
        return object.body;
      } catch (error) {
        if (!(error instanceof TooLargeError)) throw error;
        return { size: Number(error.details.size) };
      }
    },
    close: async () => {
      await reader?.close();
      await staged?.remove();
    },
  };
}

/** `100644 blob <id>\t<path>` */
function leafOf(record: string): TreeLeaf {
  const tab = record.indexOf('\t');
  const [mode = '', , id = ''] = record.slice(0, tab).split(' ');
  return { path: record.slice(tab + 1), kind: kinds[mode] ?? 'file', id };
}

const kinds: Readonly<Record<string, TreeLeaf['kind']>> = {
  '100755': 'executable',
  '120000': 'symlink',
  '160000': 'submodule',
};
