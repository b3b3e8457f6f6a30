import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { objectHash } from '../objects/object-hash.ts';
import { encodeDelta } from '../pack/delta.ts';
import { Directory, FileMode, type EntryEdit } from './directory.ts';
import { fromByteName, toByteName } from './entry-name.ts';

const idOf = (text: string): Buffer => objectHash('blob', Buffer.from(text));
const put = (name: string, content: string, mode: string = FileMode.File): EntryEdit => ({
  name: toByteName(name),
  put: { mode, id: idOf(content) },
});
const remove = (name: string): EntryEdit => ({ name: toByteName(name), put: undefined });
const names = (directory: Directory): string[] => [...directory.list()].map(({ name }) => fromByteName(name));

/** The tree object made from scratch: sorted as git's base_name_compare does. */
function treeBody(entries: ReadonlyMap<string, { mode: string; id: Buffer }>): Buffer {
  const sorted = [...entries].sort(([left, { mode: leftMode }], [right, { mode: rightMode }]) =>
    Buffer.compare(
      Buffer.from(left + (leftMode === FileMode.Directory ? '/' : ''), 'utf8'),
      Buffer.from(right + (rightMode === FileMode.Directory ? '/' : ''), 'utf8'),
    ),
  );
  return Buffer.concat(sorted.flatMap(([name, { mode, id }]) => [Buffer.from(`${mode} ${name}\0`), id]));
}

describe('Directory', () => {
  it('sorts a directory as if its name ended in a slash', () => {
    const directory = new Directory();
    directory.edit([put('a.b', '1'), put('a', '2', FileMode.Directory), put('a0', '3'), put('a-b', '4')]);
    expect(names(directory)).toEqual(['a-b', 'a.b', 'a', 'a0']);
  });

  it('knows the empty tree', () => {
    expect(new Directory().id).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  });

  it('refuses a malformed tree object', () => {
    expect(() => new Directory(Buffer.from('100644 a\0short'))).toThrow('malformed');
    expect(() => new Directory(Buffer.from('garbage'))).toThrow('malformed');
  });

  it('finds spellings after names came and went', () => {
    const directory = new Directory();
    directory.edit([put('Read.me', '1')]);
    expect(directory.spellingOf('read.me')).toBe('Read.me');
    directory.edit([remove('Read.me'), put('größe', '2')]);
    expect(directory.spellingOf('read.me')).toBeUndefined();
    expect(directory.spellingOf('größe')).toBe('größe');
  });

  it('keeps names apart that are not UTF-8', () => {
    const body = Buffer.concat([
      Buffer.from('100644 a'),
      Buffer.from([0xfe, 0]),
      idOf('1'),
      Buffer.from('100644 a'),
      Buffer.from([0xff, 0]),
      idOf('2'),
    ]);
    const directory = new Directory(body);
    expect(directory.size).toBe(2);
    directory.edit([put('b', '3')]);
    expect(directory.body.subarray(0, body.length).equals(body)).toBe(true);
  });

  it('stays what it would be when made from scratch, through any edits', () => {
    const name = fc.constantFrom(
      'a',
      'a.b',
      'a-b',
      'a0',
      'aa',
      'b',
      'é',
      '名',
      '\u{1F600}',
      '\uFF5E',
      'z'.repeat(60),
    );
    const step = fc.uniqueArray(
      fc.record({ name, content: fc.option(fc.string({ maxLength: 3 })), folder: fc.boolean() }),
      {
        selector: (edit) => edit.name,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const expected = new Map<string, { mode: string; id: Buffer }>();
        const directory = new Directory();
        for (const edits of steps) {
          const before = Buffer.from(directory.body);
          const wanted = edits
            .filter((edit) => edit.content !== null || expected.has(edit.name))
            .map((edit) => {
              // An entry keeps its kind: the tree rules see to that.
              const mode =
                expected.get(edit.name)?.mode ?? (edit.folder ? FileMode.Directory : FileMode.File);
              return edit.content === null ? remove(edit.name) : put(edit.name, edit.content, mode);
            });
          for (const { name: of, put: to } of wanted) {
            if (to === undefined) expected.delete(fromByteName(of));
            else expected.set(fromByteName(of), to);
          }
          const { oldSize, splices } = directory.edit(wanted);
          expect(directory.body.equals(treeBody(expected))).toBe(true);
          expect(directory.id).toBe(objectHash('tree', directory.body).toString('hex'));
          expect(oldSize).toBe(before.length);
          expect(encodeDelta(oldSize, splices).length).toBeLessThan(2000);
          for (const [of, { id }] of expected) expect(directory.idOf(toByteName(of))?.equals(id)).toBe(true);
        }
      }),
    );
  });
});
