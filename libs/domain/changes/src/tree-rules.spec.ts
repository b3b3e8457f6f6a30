import { describe, expect, it } from '@jest/globals';
import type { FileOperation } from './change.ts';
import { foldCase } from './path-rules.ts';
import { treeProblem, type EntryKind, type TreeLookup } from './tree-rules.ts';

/** A tree from its entries: path → kind; directories come by themselves. */
function tree(entries: Readonly<Record<string, EntryKind>>): TreeLookup {
  const directories = new Map<string, Map<string, EntryKind>>([['', new Map()]]);
  for (const [path, kind] of Object.entries(entries)) {
    const segments = path.split('/');
    for (const [index, name] of segments.entries()) {
      const parent = segments.slice(0, index).join('/');
      const siblings = directories.get(parent) ?? new Map<string, EntryKind>();
      directories.set(parent, siblings.set(name, index === segments.length - 1 ? kind : 'directory'));
    }
  }
  return (path) => {
    const names = directories.get(path);
    return (
      names && {
        size: names.size,
        kindOf: (name) => names.get(name),
        spellingOf: (folded) => [...names.keys()].find((name) => foldCase(name) === folded),
      }
    );
  };
}

const write = (path: string): FileOperation => ({ op: 'write', path, content: '' });
const remove = (path: string): FileOperation => ({ op: 'delete', path });

describe('treeProblem', () => {
  const existing = tree({ 'a/file': 'file', 'a/Read.me': 'file', link: 'symlink', module: 'submodule' });

  it('allows writes, deletes and new folders', () => {
    expect(
      treeProblem([write('a/file'), remove('a/Read.me'), write('b/c/d'), remove('none/at/all')], existing),
    ).toBeUndefined();
    expect(treeProblem([write('x')], tree({}))).toBeUndefined();
  });

  it.each([
    [write('link'), 'link: "link" is a symlink'],
    [write('link/x'), 'link/x: "link" is a symlink'],
    [remove('link'), 'link: "link" is a symlink'],
    [write('module'), 'module: "module" is a submodule'],
    [remove('module/x'), 'module/x: "module" is a submodule'],
    [write('a'), 'a: it is a directory'],
    [remove('a'), 'a: it is a directory'],
    [write('a/file/x'), 'a/file/x: "a/file" is a file'],
    [write('a/READ.ME'), 'a/READ.ME: "a/READ.ME" differs only in case from "Read.me", which exists'],
    [write('A/file'), 'A/file: "A" differs only in case from "a", which exists'],
  ])('refuses %j', (operation, problem) => {
    expect(treeProblem([operation], existing)).toBe(problem);
  });

  it('ignores a delete below a file: there is nothing there', () => {
    expect(treeProblem([remove('a/file/x')], existing)).toBeUndefined();
  });

  it('bounds the width of a directory', () => {
    const wide = tree(
      Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`d/${String(index)}`, 'file'] as const)),
    );
    expect(treeProblem([write('d/new')], wide)).toBe('d would have more than 3000 entries');
    expect(treeProblem([write('d/new'), remove('d/7')], wide)).toBeUndefined();
    expect(treeProblem([write('d/7')], wide)).toBeUndefined();
    expect(treeProblem([write('d/sub/x')], wide)).toBe('d would have more than 3000 entries');
  });

  it('lets a directory that is too wide already shrink', () => {
    const wider = tree(
      Object.fromEntries(Array.from({ length: 3002 }, (_, index) => [`d/${String(index)}`, 'file'] as const)),
    );
    expect(treeProblem([write('d/new'), remove('d/7')], wider)).toBeUndefined();
    expect(treeProblem([write('d/new'), write('d/other'), remove('d/7')], wider)).toBe(
      'd would have more than 3000 entries',
    );
  });
});
