import type { EnvironmentReader, ObjectId, TreeEntry } from '@slipway/ports';
import { NotFoundError, UnavailableError } from '@slipway/kernel';
import { initRepository } from '../branch/init-repository.ts';
import { Maintenance } from '../branch/maintenance.ts';
import { treeOfCommit } from '../branch/commit-format.ts';
import { ObjectReader } from '../objects/object-reader.ts';
import { fetchBranch } from '../process/fetch-branch.ts';
import { checkRemote, type Remote } from '../process/remote-access.ts';
import { Directory, FileMode } from '../tree/directory.ts';
import { fromByteName, toByteName } from '../tree/entry-name.ts';

export interface EnvironmentReaderOptions {
  readonly url: string;
  /** Bearer of the right to read; sent as the password of HTTP Basic. */
  readonly token?: string;
  /** A bare repository on this machine, made when it is missing, safe to delete. */
  readonly directory: string;
  /** Default `main`. */
  readonly branch?: string;
}

const largestObject = 64 * 1024 * 1024;
const largestFile = 4 * 1024 * 1024;

/** An agent's copy of the environment repository. Its first fetch takes the tip alone, later ones what is new. */
export async function openEnvironmentReader(options: EnvironmentReaderOptions): Promise<EnvironmentReader> {
  const { url, token, directory, branch = 'main' } = options;
  const remote: Remote =
    token === undefined ? { url } : { url, credentials: { username: 'slipway', password: token } };
  checkRemote(remote);
  await initRepository(directory, branch);
  const reader = new ObjectReader(directory);
  const maintenance = new Maintenance({
    directory,
    packs: 50,
    logger: undefined,
    onRepacked: () => {
      reader.recycle();
    },
  });
  let root: ObjectId | undefined;

  const localTip = async (): Promise<{ id: ObjectId; tree: ObjectId | undefined } | undefined> => {
    const commit = await reader.read(`refs/heads/${branch}`, largestObject);
    return commit && { id: commit.id, tree: treeOfCommit(commit.body) };
  };

  const directoryOf = async (tree: ObjectId): Promise<Directory> => {
    const object = await reader.read(tree, largestObject);
    if (object?.type !== 'tree')
      throw new UnavailableError('a tree of the environment repository is missing', { details: { tree } });
    return new Directory(object.body, Buffer.from(tree, 'hex'));
  };

  const listTree = async (tree: ObjectId, path: string, found: TreeEntry[]): Promise<void> => {
    for (const { name, mode, id } of (await directoryOf(tree)).list()) {
      const at = path === '' ? fromByteName(name) : `${path}/${fromByteName(name)}`;
      if (mode === FileMode.Directory) await listTree(id.toString('hex'), at, found);
      else if (mode.startsWith('100')) found.push({ path: at, blob: id.toString('hex') });
    }
  };

  return {
    refresh: async () => {
      const before = await localTip();
      if (!(await fetchBranch({ directory, remote, branch, shallow: before === undefined })))
        return (root = undefined);
      const tip = await localTip();
      if (tip?.id !== before?.id) maintenance.published();
      root = tip?.tree;
      return tip?.id;
    },
    list: async (folder) => {
      let tree = root;
      for (const segment of folder === '' ? [] : folder.split('/')) {
        const name = toByteName(segment);
        const directory = tree === undefined ? undefined : await directoryOf(tree);
        tree =
          directory?.modeOf(name) === FileMode.Directory ? directory.idOf(name)?.toString('hex') : undefined;
      }
      const found: TreeEntry[] = [];
      if (tree !== undefined) await listTree(tree, folder, found);
      return found;
    },
    read: async (blob) => {
      const object = await reader.read(blob, largestFile);
      if (object?.type !== 'blob')
        throw new NotFoundError('there is no such file in the environment repository', { details: { blob } });
      return object.body.toString();
    },
    close: async () => {
      await maintenance.close();
      await reader.close();
    },
  };
}
