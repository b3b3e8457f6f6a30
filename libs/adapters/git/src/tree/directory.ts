import { foldCase, type DirectoryView, type EntryKind } from '@slipway/changes';
import { UnavailableError, type SlipwayError } from '@slipway/kernel';
import type { ObjectId } from '@slipway/ports';
import { objectHash } from '../objects/object-hash.ts';
import type { Splice } from '../pack/delta.ts';
import { fromByteName, toByteName, type ByteName } from './entry-name.ts';

export const FileMode = { File: '100644', Directory: '40000' } as const;

interface Entry {
  readonly name: ByteName;
  /** What git sorts by: the name, with a slash after a directory's. */
  readonly key: string;
  readonly mode: string;
  /** Bytes of the entry in the tree object. */
  readonly size: number;
  /** The directory's own content, once it was needed. */
  child: Directory | undefined;
}

export interface EntryEdit {
  readonly name: ByteName;
  /** Undefined removes the entry. */
  readonly put: { readonly mode: string; readonly id: Buffer; readonly child?: Directory } | undefined;
}

const idBytes = 20;

/**
 * One directory of the working tree: the bytes of its tree object, patched in place, and an index of its entries. The
 * bytes are the only home of the entries' ids.
 */
export class Directory implements DirectoryView {
  #bytes: Buffer;
  #length: number;
  #id: Buffer;
  readonly #entries: Entry[] = [];
  readonly #byName = new Map<ByteName, Entry>();
  /** Case-folded name → name; made when a new name first has to be compared. */
  #spellings: Map<string, string> | undefined;

  /** @param body of the tree object. @throws UnavailableError when it is malformed. */
  constructor(body: Buffer = Buffer.alloc(0), id: Buffer = objectHash('tree', body)) {
    this.#bytes = body;
    this.#length = body.length;
    this.#id = id;
    for (let at = 0; at < body.length;) {
      const space = body.indexOf(0x20, at);
      const nul = body.indexOf(0, space);
      if (space === -1 || nul === -1 || nul + idBytes >= body.length) throw malformed(id);
      const entry = makeEntry(
        body.toString('latin1', space + 1, nul),
        body.toString('latin1', at, space),
        undefined,
      );
      this.#entries.push(entry);
      this.#byName.set(entry.name, entry);
      at = nul + 1 + idBytes;
    }
  }

  get id(): ObjectId {
    return this.#id.toString('hex');
  }

  get rawId(): Buffer {
    return this.#id;
  }

  get body(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  get size(): number {
    return this.#entries.length;
  }

  kindOf(name: string): EntryKind | undefined {
    return kindOfMode(this.#byName.get(toByteName(name))?.mode);
  }

  spellingOf(folded: string): string | undefined {
    if (this.#spellings === undefined) {
      this.#spellings = new Map();
      for (const { name } of this.#entries)
        this.#spellings.set(foldCase(fromByteName(name)), fromByteName(name));
    }
    return this.#spellings.get(folded);
  }

  modeOf(name: ByteName): string | undefined {
    return this.#byName.get(name)?.mode;
  }

  childOf(name: ByteName): Directory | undefined {
    return this.#byName.get(name)?.child;
  }

  attach(name: ByteName, child: Directory): void {
    const entry = this.#byName.get(name);
    if (entry !== undefined) entry.child = child;
  }

  /** The raw id of an entry, copied. */
  idOf(name: ByteName): Buffer | undefined {
    const entry = this.#byName.get(name);
    if (entry === undefined) return undefined;
    const offset = this.#bytesBetween(0, this.#search(entry.key, 0) + 1);
    return Buffer.from(this.#bytes.subarray(offset - idBytes, offset));
  }

  /** Entries in git's order. */
  *list(): Generator<{
    readonly name: ByteName;
    readonly mode: string;
    readonly id: Buffer;
    readonly child: Directory | undefined;
  }> {
    let offset = 0;
    for (const { name, mode, size, child } of this.#entries) {
      offset += size;
      yield { name, mode, id: this.#bytes.subarray(offset - idBytes, offset), child };
    }
  }

  /** Changes entries. @returns what it did to the bytes, and how many there were before: all that a delta needs. */
  edit(edits: readonly EntryEdit[]): { readonly oldSize: number; readonly splices: readonly Splice[] } {
    const oldSize = this.#length;
    const located = this.#locate(edits);
    this.#splice(located.map(({ splice }) => splice));
    for (const { index, edit, replaces } of located.toReversed()) this.#index(index, edit, replaces);
    this.#id = objectHash('tree', this.body);
    return { oldSize, splices: located.map(({ splice }) => splice) };
  }

  /** Where each edit goes, in the order of the entries. */
  #locate(
    edits: readonly EntryEdit[],
  ): { index: number; edit: EntryEdit; replaces: Entry | undefined; splice: Splice }[] {
    const keyed = edits.map((edit) => {
      const replaces = this.#byName.get(edit.name);
      return { edit, replaces, key: replaces?.key ?? sortKey(edit.name, edit.put?.mode ?? FileMode.File) };
    });
    keyed.sort((left, right) => (left.key < right.key ? -1 : 1));
    let index = 0;
    let offset = 0;
    return keyed.map(({ edit, replaces, key }) => {
      const found = this.#search(key, index);
      offset += this.#bytesBetween(index, found);
      index = found;
      return { index, edit, replaces, splice: spliceOf(offset, edit, replaces) };
    });
  }

  /** The first entry from `low` on whose key is not before `key`. Bisected, because comparing names is what costs. */
  #search(key: string, low: number): number {
    let high = this.#entries.length;
    let from = low;
    while (from < high) {
      const middle = (from + high) >> 1;
      if ((this.#entries[middle]?.key ?? '') < key) from = middle + 1;
      else high = middle;
    }
    return from;
  }

  #bytesBetween(from: number, to: number): number {
    let bytes = 0;
    for (let index = from; index < to; index += 1) bytes += this.#entries[index]?.size ?? 0;
    return bytes;
  }

  #splice(splices: readonly Splice[]): void {
    const growth = splices.reduce((sum, { removed, bytes }) => sum + bytes.length - removed, 0);
    const length = this.#length + growth;
    const target =
      length <= this.#bytes.length && splices.length === 1
        ? this.#bytes
        : Buffer.allocUnsafeSlow(length + Math.min(65_536, length >> 2) + 64);
    if (target === this.#bytes) {
      const [only] = splices;
      if (only === undefined) return;
      target.copyWithin(only.start + only.bytes.length, only.start + only.removed, this.#length);
      target.set(only.bytes, only.start);
    } else {
      let from = 0;
      let to = 0;
      for (const { start, removed, bytes } of splices) {
        to += this.#bytes.copy(target, to, from, start);
        target.set(bytes, to);
        to += bytes.length;
        from = start + removed;
      }
      this.#bytes.copy(target, to, from, this.#length);
      this.#bytes = target;
    }
    this.#length = length;
  }

  #index(index: number, { name, put }: EntryEdit, replaces: Entry | undefined): void {
    if (put === undefined) {
      this.#entries.splice(index, 1);
      this.#byName.delete(name);
      this.#spellings?.delete(foldCase(fromByteName(name)));
      return;
    }
    const entry = makeEntry(name, put.mode, put.child);
    this.#entries.splice(index, replaces === undefined ? 0 : 1, entry);
    this.#byName.set(name, entry);
    this.#spellings?.set(foldCase(fromByteName(name)), fromByteName(name));
  }
}

function makeEntry(name: ByteName, mode: string, child: Directory | undefined): Entry {
  return { name, key: sortKey(name, mode), mode, size: mode.length + name.length + 2 + idBytes, child };
}

function sortKey(name: ByteName, mode: string): string {
  return mode === FileMode.Directory ? `${name}/` : name;
}

function spliceOf(offset: number, { name, put }: EntryEdit, replaces: Entry | undefined): Splice {
  if (put === undefined) return { start: offset, removed: replaces?.size ?? 0, bytes: Buffer.alloc(0) };
  if (replaces?.mode === put.mode)
    return { start: offset + replaces.size - idBytes, removed: idBytes, bytes: put.id };
  const bytes = Buffer.concat([Buffer.from(`${put.mode} ${name}\0`, 'latin1'), put.id]);
  return { start: offset, removed: replaces?.size ?? 0, bytes };
}

function kindOfMode(mode: string | undefined): EntryKind | undefined {
  if (mode === undefined) return undefined;
  if (mode === FileMode.Directory) return 'directory';
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'file';
}

function malformed(id: Buffer): SlipwayError {
  return new UnavailableError('a tree of the environment repository is malformed', {
    details: { tree: id.toString('hex') },
  });
}
