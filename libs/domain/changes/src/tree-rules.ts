import type { FileOperation } from './change.ts';
import { changeLimits } from './limits.ts';
import { foldCase } from './path-rules.ts';

export type EntryKind = 'file' | 'directory' | 'symlink' | 'submodule';

/** One directory of the tree that a change applies to. */
export interface DirectoryView {
  readonly size: number;
  kindOf(name: string): EntryKind | undefined;
  /** The name of an entry whose case-folded name is `folded`. */
  spellingOf(folded: string): string | undefined;
}

/** Looks up a directory by its path (`''` is the root), or undefined when there is no directory at it. */
export type TreeLookup = (directory: string) => DirectoryView | undefined;

/**
 * Why the tree as it is does not allow these operations, or undefined. All are judged against the tree before the
 * change: replacing a directory by a file, or a name by the same in other case, takes two changes.
 */
export function treeProblem(operations: readonly FileOperation[], lookup: TreeLookup): string | undefined {
  const added = new Map<string, Set<string>>();
  const removed = new Map<string, number>();
  for (const { op, path } of operations) {
    const problem = pathConflict(op, path, lookup, added);
    if (problem !== undefined) return `${path}: ${problem}`;
    if (op === 'delete' && kindAt(path, lookup) === 'file') {
      const parent = parentOf(path);
      removed.set(parent, (removed.get(parent) ?? 0) + 1);
    }
  }
  for (const [directory, names] of added) {
    const before = lookup(directory)?.size ?? 0;
    const after = before + names.size - (removed.get(directory) ?? 0);
    if (after > changeLimits.directoryEntries && after > before) {
      return `${directory === '' ? 'the root' : directory} would have more than ${String(changeLimits.directoryEntries)} entries`;
    }
  }
  return undefined;
}

function pathConflict(
  op: FileOperation['op'],
  path: string,
  lookup: TreeLookup,
  added: Map<string, Set<string>>,
): string | undefined {
  const segments = path.split('/');
  let directory = '';
  for (const [index, name] of segments.entries()) {
    const view = lookup(directory);
    const isLast = index === segments.length - 1;
    const kind = view?.kindOf(name);
    const here = directory === '' ? name : `${directory}/${name}`;
    if (kind === undefined) {
      if (op === 'delete') return undefined;
      const spelling = view?.spellingOf(foldCase(name));
      if (spelling !== undefined) return `"${here}" differs only in case from "${spelling}", which exists`;
      (added.get(directory) ?? added.set(directory, new Set()).get(directory))?.add(name);
    } else if (kind === 'symlink' || kind === 'submodule') return `"${here}" is a ${kind}`;
    else if (isLast && kind === 'directory') return 'it is a directory';
    else if (!isLast && kind === 'file') {
      return op === 'delete' ? undefined : `"${here}" is a file`;
    }
    directory = here;
  }
  return undefined;
}

function kindAt(path: string, lookup: TreeLookup): EntryKind | undefined {
  return lookup(parentOf(path))?.kindOf(path.slice(path.lastIndexOf('/') + 1));
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
