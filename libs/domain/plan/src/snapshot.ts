export type EntryMode = 'file' | 'executable' | 'symlink' | 'submodule';

/** An entry of a git tree that is no folder. */
export interface TreeFile {
  readonly path: string;
  readonly mode: EntryMode;
  /** Object id of its content. */
  readonly id: string;
}

/** Text of a file, or why it has none; the phrase follows the name of the file. */
export type FileContent = { readonly text: string } | { readonly problem: string };

/** An environment repository at one revision. */
export interface Snapshot {
  /** How people call the revision: a commit id, or `working tree`. */
  readonly revision: string;
  readonly files: ReadonlyMap<string, TreeFile>;
  /** By object id; holds at least what `contentsToRead` names. */
  readonly contents: ReadonlyMap<string, FileContent>;
}

/** A path whose content or mode is not the same in both revisions. */
export interface FileChange {
  readonly path: string;
  readonly before: TreeFile | undefined;
  readonly after: TreeFile | undefined;
}

type Files = Snapshot['files'];

/** What differs, sorted by path. A rename is a file that goes and one that comes. */
export function changedFiles(base: Files, head: Files): readonly FileChange[] {
  const changes: FileChange[] = [];
  for (const [path, after] of head) {
    const before = base.get(path);
    if (before?.id !== after.id || before.mode !== after.mode) changes.push({ path, before, after });
  }
  for (const [path, before] of base) if (!head.has(path)) changes.push({ path, before, after: undefined });
  return changes.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/**
 * The files of a branch when what a change has done since it left the branch, `start` → `head`, is laid on top of it as it is now.
 * Where both have changed the same file, that of the change is taken: git says whether they fit together.
 */
export function onTop(tip: Files, start: Files, head: Files): Files {
  const files = new Map(tip);
  for (const { path, after } of changedFiles(start, head)) {
    if (after) files.set(path, after);
    else files.delete(path);
  }
  return files;
}

/** A regular file, which is all that an environment repository is read from. */
export const isRegular = (file: TreeFile | undefined): file is TreeFile =>
  file?.mode === 'file' || file?.mode === 'executable';
