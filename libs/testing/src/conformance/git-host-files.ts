import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mostFileBytes, type GitHost } from '@slipway/ports';
import type { Branches } from '../branches.ts';
import { plainGit } from '../plain-git.ts';
import type { HostUnderTest } from './git-host.ts';

/** What every host tells of the files of its repository, and of what has changed. */
export function describeFilesOfGitHost(name: string, open: () => Promise<HostUnderTest>): void {
  describe(`files on ${name}`, () => {
    let tested: HostUnderTest;
    let host: GitHost;
    let branches: Branches;
    beforeEach(async () => {
      tested = await open();
      ({ host, branches } = tested);
    });
    afterEach(async () => {
      await tested[Symbol.asyncDispose]();
    });
    const unknown = '1'.repeat(40);

    it('are those of a repository that has a default branch', async () => {
      const { defaultBranch, isPrivate, cloneUrl } = await host.repository();
      expect({ defaultBranch, isPrivate }).toEqual({ defaultBranch: 'main', isPrivate: true });
      expect(await plainGit(branches.git, 'ls-remote', cloneUrl, 'refs/heads/main')).not.toBe('');
    });

    it('are read as they are at a commit, whatever they are called', async () => {
      const names = [
        'slipway.yaml',
        'a b.txt',
        '50%.txt',
        '%2e%2e',
        'a%2Fb',
        'ä/日本.txt',
        'x?ref=main#y',
        '*',
        '-a',
      ];
      const first = await branches.write(
        'one',
        Object.fromEntries(names.map((each) => [each, `Text of ${each}\n`])),
      );
      await branches.write('one', Object.fromEntries(names.map((each) => [each, 'later\n'])));
      for (const each of names) expect(await host.fileAt(first, each)).toBe(`Text of ${each}\n`);
      expect(await host.fileAt(first, 'README.md')).toBe('Environment\n');
    });

    it('are none where there is none', async () => {
      const commit = await branches.write('one', {
        'folder/file.txt': 'text\n',
        link: { linkTo: 'folder/file.txt' },
        'link-to-folder': { linkTo: 'folder' },
        module: { submodule: unknown },
        'binary.bin': Buffer.from([0xff, 0xfe, 0x00]),
      });
      const none = [
        ...['', 'nothing', 'folder', 'folder/', 'folder/nothing', 'folder/file.txt/more', 'link', 'module'],
        ...['link-to-folder/file.txt', 'binary.bin', 'file.txt', '/folder/file.txt', 'folder//file.txt'],
        ...['./folder/file.txt', 'folder/../folder/file.txt', '../../../README.md', '..', '.', ':/README.md'],
        ...['folder%2Ffile.txt', 'folder\0', '%2e%2e/README.md', 'READM?.md', '--', '.git/config'],
      ];
      for (const path of none) expect([path, await host.fileAt(commit, path)]).toEqual([path, undefined]);
      expect(await host.fileAt(commit, 'folder/file.txt')).toBe('text\n');
      expect(await host.fileAt(unknown, 'README.md')).toBeUndefined();
    });

    it('are not read when they are large', async () => {
      const [most, more] = ['a'.repeat(mostFileBytes), 'b'.repeat(mostFileBytes + 1)];
      const commit = await branches.write('one', { most, more });
      expect(await host.fileAt(commit, 'most')).toBe(most);
      await expect(host.fileAt(commit, 'more')).rejects.toMatchObject({ code: 'too_large' });
    });

    it('are at commits that refs name', async () => {
      const commit = await branches.write('one/two', { 'one.txt': '1\n' });
      for (const words of [['light'], ['-a', 'noted', '-m', 'Noted'], ['-a', 'again', '-m', 'Again']])
        await plainGit(branches.git, 'tag', ...words, words.includes('again') ? 'noted' : commit);
      await plainGit(branches.git, 'tag', 'tree', `${commit}^{tree}`);
      for (const ref of ['refs/heads/one/two', 'refs/tags/light', 'refs/tags/noted', 'refs/tags/again'])
        expect([ref, await host.refCommit(ref)]).toEqual([ref, commit]);
      const none = [
        ...['refs/heads/nothing', 'refs/heads/one', 'refs/tags/tree', 'one/two', 'HEAD', commit, '', 'refs/'],
        ...['refs/heads/one/two~0', 'refs/heads/*', 'refs/..', 'refs/heads/../heads/one/two', '--help'],
        ...['refs/heads/one%2Ftwo', 'refs/heads/one/two\0', 'refs/heads/main ', 'refs/heads//one/two'],
      ];
      for (const ref of none) expect([ref, await host.refCommit(ref)]).toEqual([ref, undefined]);
    });

    it('differ between commits, wherever those are in history', async () => {
      const base = await branches.write('main', {
        same: 's\n',
        moved: 'a\nb\nc\nd\n'.repeat(9),
        gone: 'g\n',
      });
      const head = await branches.write('one', {
        ...{ moved: undefined, 'there/it is': 'a\nb\nc\nd\n'.repeat(9), gone: undefined },
        ...{ both: 'the same on both sides\n', 'left.txt': 'left\n' },
      });
      const other = await branches.write('main', {
        ...{ gone: undefined, both: 'the same on both sides\n', 'right.txt': 'right\n' },
      });
      const differing = ['both', 'gone', 'left.txt', 'moved', 'there/it is'];
      expect(await host.filesBetween(base, head)).toEqual(differing);
      expect(await host.filesBetween(head, base)).toEqual(differing);
      expect(await host.filesBetween(other, head)).toEqual(['left.txt', 'moved', 'right.txt', 'there/it is']);
      expect(await host.filesBetween(head, head)).toEqual([]);
      expect(await host.filesBetween('0'.repeat(40), head)).toBeUndefined();
      expect(await host.filesBetween(base, unknown)).toBeUndefined();
    });
  });
}
