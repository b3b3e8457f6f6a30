import { describe, expect, it } from '@jest/globals';
import { decodeCommit, encodeCommit, treeOfCommit } from './commit-format.ts';

const tree = 'a'.repeat(40);
const draft = {
  operations: [],
  message: 'Run x\n\nChange-Id: 1\n',
  author: { name: 'alice', email: 'alice@slipway.invalid' },
  at: new Date('2026-11-24T10:00:00.9Z'),
};

describe('encodeCommit', () => {
  it('writes dates in whole seconds of UTC', () => {
    expect(encodeCommit(tree, 'b'.repeat(40), draft).toString()).toBe(
      `tree ${tree}\nparent ${'b'.repeat(40)}\nauthor alice <alice@slipway.invalid> 1795514400 +0000\ncommitter Slipway <slipway@slipway.invalid> 1795514400 +0000\n\nRun x\n\nChange-Id: 1\n`,
    );
  });

  it('leaves out the parent of a first commit', () => {
    expect(encodeCommit(tree, undefined, draft).toString()).not.toContain('parent');
  });

  it.each([
    ['<evil> alice', 'evil alice'],
    ['a\nb', 'ab'],
    ['  ...', 'unknown'],
    ['名前', '名前'],
  ])('makes the author %j fit for git: %j', (name, written) => {
    expect(encodeCommit(tree, undefined, { ...draft, author: { name, email: 'a@b' } }).toString()).toContain(
      `\nauthor ${written} <a@b> `,
    );
  });

  it('is read again', () => {
    expect(decodeCommit('c'.repeat(40), encodeCommit(tree, 'b'.repeat(40), draft))).toEqual({
      commit: 'c'.repeat(40),
      at: new Date('2026-11-24T10:00:00Z'),
      author: 'alice',
      subject: 'Run x',
      changeId: '1',
      requestedBy: undefined,
      resource: undefined,
      reason: undefined,
    });
  });

  it('finds the tree again', () => {
    expect(treeOfCommit(encodeCommit(tree, undefined, draft))).toBe(tree);
    expect(treeOfCommit(Buffer.from('tree x'))).toBeUndefined();
  });
});
