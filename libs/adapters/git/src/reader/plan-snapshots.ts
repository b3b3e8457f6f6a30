import {
  contentsToRead,
  decodeContent,
  largestFile,
  onTop,
  planLimits,
  tooLarge,
  type FileContent,
  type Snapshot,
} from '@slipway/plan';
import { openRepositoryTrees, type RepositoryTrees } from './repository-trees.ts';

// An entry of its own, `@slipway/git/plan`: who only reads and writes git does not load what plans are made by.

export interface PlannedRevisions {
  /** Clone of the environment repository. */
  readonly repository: string;
  /** The branch that the change would go to. */
  readonly base: string;
  /** The change; what is in the working tree now when undefined. */
  readonly head: string | undefined;
}

type Files = Snapshot['files'];

/**
 * Both sides of a change: `base` as it is now, and what it would be with all that `head` has done since it left it. So what others
 * have brought to `base` since then is no part of the change, and its owners, policies and quotas are those of now.
 * @throws InvalidInputError when there is no such repository or revision, TooLargeError.
 */
export async function planSnapshots({
  repository,
  base,
  head,
}: PlannedRevisions): Promise<{ readonly base: Snapshot; readonly head: Snapshot }> {
  const trees = await openRepositoryTrees(repository);
  try {
    const [tip, commit] = await Promise.all([trees.commit(base), trees.commit(head ?? 'HEAD')]);
    const start = await trees.mergeBase(tip, commit);
    const now = await filesOf(trees, head === undefined ? await trees.workingTree() : commit);
    const before = await filesOf(trees, tip);
    const after = tip === start ? now : onTop(before, await filesOf(trees, start), now);
    const contents = await contentsOf(trees, contentsToRead(before, after));
    return {
      base: { revision: tip, files: before, contents },
      head: { revision: head === undefined ? 'working tree' : commit, files: after, contents },
    };
  } finally {
    await trees.close();
  }
}

async function filesOf(trees: RepositoryTrees, tree: string): Promise<Files> {
  const leaves = await trees.leaves(tree, planLimits.files);
  return new Map(leaves.map(({ path, kind, id }) => [path, { path, mode: kind, id }]));
}

async function contentsOf(
  trees: RepositoryTrees,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, FileContent>> {
  const read = async (id: string): Promise<readonly [string, FileContent]> => {
    const bytes = await trees.read(id, largestFile);
    return [id, Buffer.isBuffer(bytes) ? decodeContent(bytes) : tooLarge(bytes.size)];
  };
  return new Map(await Promise.all([...ids].map(read)));
}
