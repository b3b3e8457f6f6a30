import { isUtf8 } from 'node:buffer';
import { mostFileBytes, type ObjectId, type RepositoryContents } from '@slipway/ports';
import { ObjectReader } from '../objects/object-reader.ts';
import { gitRecords } from '../process/git-records.ts';
import { runGit, runGitOrThrow } from '../process/run-git.ts';

const timeout = 30_000;
/** That are told of one comparison. */
const mostPaths = 3_000;

const isId = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);
/** What git keeps under a name: it never has such parts, and would resolve them here. */
const isPlain = (path: string): boolean =>
  !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

/** What a bare repository on this machine holds. */
export function openRepositoryContents(directory: string): RepositoryContents {
  const options = { directory, timeout };

  /** What a command says that fails where there is no such thing. */
  const orNone = async (...args: readonly string[]): Promise<string | undefined> => {
    const { code, stdout } = await runGit(args, options);
    return code === 0 ? stdout.trim() : undefined;
  };
  const isCommit = async (id: ObjectId): Promise<boolean> =>
    isId(id) && (await orNone('cat-file', '-e', `${id}^{commit}`)) !== undefined;

  const read = async (blob: ObjectId): Promise<string | undefined> => {
    const reader = new ObjectReader(directory);
    try {
      const object = await reader.read(blob, mostFileBytes);
      return object && isUtf8(object.body) ? object.body.toString() : undefined;
    } finally {
      await reader.close();
    }
  };

  return {
    repository: async () => ({
      defaultBranch: (await runGitOrThrow(['symbolic-ref', '--short', 'HEAD'], options)).trim(),
      ...{ cloneUrl: directory, isPrivate: true },
    }),
    fileAt: async (commit, path) => {
      if (!isPlain(path) || !(await isCommit(commit))) return undefined;
      const args = ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', commit, '--', path];
      for await (const record of gitRecords(directory, args)) {
        const [, mode = '', blob = '', name = ''] = /^(\d+) \w+ ([0-9a-f]{40})\t(.*)$/s.exec(record) ?? [];
        if (name === path && mode.startsWith('100')) return read(blob);
      }
      return undefined;
    },
    refCommit: async (ref) => {
      if (!ref.startsWith('refs/') || !isPlain(ref)) return undefined;
      const id = await orNone('show-ref', '--verify', '--hash', ref);
      return id && orNone('rev-parse', '--verify', '--quiet', `${id}^{commit}`);
    },
    filesBetween: async (base, head) => {
      if (!(await isCommit(base)) || !(await isCommit(head))) return undefined;
      const paths: string[] = [];
      for await (const path of gitRecords(directory, [
        ...['diff-tree', '-r', '-z', '--name-only', '--no-renames', base, head],
      ])) {
        if (paths.length === mostPaths) return undefined;
        paths.push(path);
      }
      return paths.sort();
    },
    forkPoint: async (base, head) =>
      isId(base) && isId(head) ? orNone('merge-base', base, head) : undefined,
    firstParent: async (commit) =>
      isId(commit) ? orNone('rev-parse', '--verify', '--quiet', `${commit}^1`) : undefined,
  };
}
