import { treeProblem, type FileOperation } from '@slipway/changes';
import { UnavailableError } from '@slipway/kernel';
import type { ObjectId } from '@slipway/ports';
import { objectHash } from '../objects/object-hash.ts';
import type { ObjectReader } from '../objects/object-reader.ts';
import { encodeDelta } from '../pack/delta.ts';
import type { PackBuilder, PackedObject } from '../pack/pack-builder.ts';
import { Directory, FileMode, type EntryEdit } from './directory.ts';
import { toByteName, type ByteName } from './entry-name.ts';

/** Bytes of the largest tree object that is read: far above any directory within the bounds. */
const largestTree = 64 * 1024 * 1024;

/** Entries in memory above which the tree is let go and loaded anew as needed (about 200 bytes each). */
const mostEntries = 500_000;

/** What the operations of a change want, as a tree: file name → content to write, or null to delete, or a folder. */
type Wish = Map<ByteName, Wish | Buffer | null>;

/** The tree is measured once in so many batches. */
const batchesBetweenCounts = 64;

/**
 * The tree of the branch's tip, loaded directory by directory as changes touch them, kept from batch to batch and
 * edited in place. Directories whose id stayed the same survive every change of tip.
 */
export class WorkingTree {
  readonly #reader: ObjectReader;
  #root = new Directory();
  /** Where each directory's last state lies in the pack under construction. */
  #packed = new WeakMap<Directory, PackedObject>();
  #pack: PackBuilder | undefined;
  #batches = 0;

  constructor(reader: ObjectReader) {
    this.#reader = reader;
  }

  /** Makes `tree` (undefined: the empty tree) the content to work on, for commits that go into `pack`. */
  async start(tree: ObjectId | undefined, pack: PackBuilder): Promise<void> {
    this.#batches += 1;
    if (this.#batches % batchesBetweenCounts === 0 && countEntries(this.#root) > mostEntries)
      this.#root = new Directory();
    this.#root = tree === undefined ? new Directory() : await this.#load(tree, this.#root);
    this.#packed = new WeakMap();
    this.#pack = pack;
  }

  async blobAt(path: string): Promise<ObjectId | undefined> {
    await this.#loadAlong(path);
    const directory = this.#directoryAt(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    const name = path.slice(path.lastIndexOf('/') + 1);
    return directory?.kindOf(name) === 'file' ? directory.idOf(toByteName(name))?.toString('hex') : undefined;
  }

  /**
   * Applies the operations of one change, all or none, and puts new blobs and trees into the pack.
   * @returns the id of the root after it, undefined when nothing changed, or why the tree does not allow it.
   */
  async apply(
    operations: readonly FileOperation[],
  ): Promise<{ readonly tree: ObjectId } | { readonly refused: string } | undefined> {
    for (const { path } of operations) await this.#loadAlong(path);
    const refused = treeProblem(operations, (path) => this.#directoryAt(path));
    if (refused !== undefined) return { refused };
    const pack = this.#pack;
    if (pack === undefined) throw new UnavailableError('no batch has been started');
    const changed = this.#applyTo(this.#root, wishOf(operations), pack);
    return changed ? { tree: this.#root.id } : undefined;
  }

  #applyTo(directory: Directory, wish: Wish, pack: PackBuilder): boolean {
    const edits: EntryEdit[] = [];
    for (const [name, wanted] of wish) {
      const edit =
        wanted instanceof Map
          ? this.#folderEdit(directory, name, wanted, pack)
          : fileEdit(directory, name, wanted, pack);
      if (edit !== undefined) edits.push(edit);
    }
    if (edits.length === 0) return false;
    const { oldSize, splices } = directory.edit(edits);
    const base = this.#packed.get(directory);
    const delta = base && encodeDelta(oldSize, splices);
    // A delta as long as the tree itself saves nothing, and git reads none that makes an empty one.
    const packed =
      delta && delta.length < directory.body.length ? pack.addDelta(directory.rawId, base, delta) : undefined;
    this.#packed.set(directory, packed ?? pack.add('tree', directory.rawId, directory.body));
    return true;
  }

  #folderEdit(parent: Directory, name: ByteName, wish: Wish, pack: PackBuilder): EntryEdit | undefined {
    const known = parent.modeOf(name) === FileMode.Directory;
    const child = parent.childOf(name) ?? new Directory();
    if (!this.#applyTo(child, wish, pack)) return undefined;
    if (child.size === 0) return known ? { name, put: undefined } : undefined;
    return { name, put: { mode: FileMode.Directory, id: child.rawId, child } };
  }

  #directoryAt(path: string): Directory | undefined {
    let directory: Directory | undefined = this.#root;
    if (path === '') return directory;
    for (const segment of path.split('/')) directory = directory?.childOf(toByteName(segment));
    return directory;
  }

  /** Loads the directories on the way to a path, as far as they exist. */
  async #loadAlong(path: string): Promise<void> {
    let directory = this.#root;
    for (const segment of path.split('/').slice(0, -1)) {
      const name = toByteName(segment);
      if (directory.modeOf(name) !== FileMode.Directory) return;
      let child = directory.childOf(name);
      if (child === undefined) {
        const id = directory.idOf(name);
        if (id === undefined) return;
        child = await this.#load(id.toString('hex'), undefined);
        directory.attach(name, child);
      }
      directory = child;
    }
  }

  /** The directory with this id, with what is still true of an older state of it. */
  async #load(id: ObjectId, older: Directory | undefined): Promise<Directory> {
    if (older?.id === id) return older;
    const object = await this.#reader.read(id, largestTree);
    if (object?.type !== 'tree')
      throw new UnavailableError('a tree of the environment repository is missing', {
        details: { tree: id },
      });
    const directory = new Directory(object.body, Buffer.from(id, 'hex'));
    if (older === undefined) return directory;
    for (const { name, id: childId, mode } of directory.list()) {
      const child = older.childOf(name);
      if (child !== undefined && mode === FileMode.Directory)
        directory.attach(name, await this.#load(childId.toString('hex'), child));
    }
    return directory;
  }
}

function fileEdit(
  directory: Directory,
  name: ByteName,
  content: Buffer | null,
  pack: PackBuilder,
): EntryEdit | undefined {
  const mode = directory.modeOf(name);
  if (content === null) return mode === undefined ? undefined : { name, put: undefined };
  const id = objectHash('blob', content);
  if (mode !== undefined && directory.idOf(name)?.equals(id) === true) return undefined;
  pack.add('blob', id, content);
  return { name, put: { mode: mode ?? FileMode.File, id } };
}

function wishOf(operations: readonly FileOperation[]): Wish {
  const wish: Wish = new Map();
  for (const operation of operations) {
    const segments = operation.path.split('/');
    const name = toByteName(segments.pop() ?? '');
    let folder = wish;
    for (const segment of segments) {
      const key = toByteName(segment);
      const next = folder.get(key);
      if (next instanceof Map) folder = next;
      else folder.set(key, (folder = new Map()));
    }
    folder.set(name, operation.op === 'write' ? Buffer.from(operation.content) : null);
  }
  return wish;
}

function countEntries(directory: Directory): number {
  let count = directory.size;
  for (const { child } of directory.list()) if (child !== undefined) count += countEntries(child);
  return count;
}
