import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommitDraft, ProposalBranches } from '@slipway/ports';
import { Branches, plainGit, temporaryDirectory, type TemporaryDirectory } from '@slipway/testing';
import { openProposalBranches } from './proposal-branches.ts';

let branches: Branches;
let folder: TemporaryDirectory;
beforeEach(async () => {
  branches = await Branches.start({ 'teams/vision/jobs/digits.yaml': 'x: 1\n' });
  folder = await temporaryDirectory();
});
afterEach(async () => {
  await folder.remove();
  await branches[Symbol.asyncDispose]();
});

const draft = (content: string, file = 'teams/vision/jobs/digits.yaml'): CommitDraft => ({
  operations: [{ op: 'write', path: file, content }],
  message: 'Update Job/vision/digits\n',
  author: { name: 'alice', email: 'alice@slipway.invalid' },
  at: new Date('2026-11-27T12:00:00Z'),
});

describe.each(['on this machine', 'of a remote repository'])('branches of proposals %s', (place) => {
  const open = (): Promise<ProposalBranches> =>
    openProposalBranches(
      place === 'on this machine'
        ? { directory: branches.git, branch: 'main' }
        : {
            directory: path.join(folder.path, 'mirror.git'),
            branch: 'main',
            remote: { url: branches.git },
          },
    );

  it('are one commit on top of the branch as it is now, which stays where it is', async () => {
    const proposals = await open();
    await proposals.make('slipway/proposals/a', draft('x: 2\n'));
    const tip = await branches.write('main', { 'README.md': 'more\n' });
    const made = await proposals.make('slipway/proposals/b', draft('x: 3\n'));
    const commit = await plainGit(branches.git, 'rev-parse', 'slipway/proposals/b');
    expect(made).toEqual({ kind: 'made', commit });
    expect(await plainGit(branches.git, 'rev-parse', 'main', 'slipway/proposals/b^')).toBe(`${tip}\n${tip}`);
    const shown = ['show', '--format=%an <%ae> %s', '--name-only', 'slipway/proposals/b'];
    expect(await plainGit(branches.git, ...shown)).toBe(
      'alice <alice@slipway.invalid> Update Job/vision/digits\n\nteams/vision/jobs/digits.yaml',
    );
    await proposals.close();
  });

  it('are made once, however often they are asked for', async () => {
    const proposals = await open();
    const made = await Promise.all([1, 2].map(() => proposals.make('slipway/proposals/a', draft('x: 2\n'))));
    const tip = await plainGit(branches.git, 'rev-parse', 'slipway/proposals/a');
    expect(made).toEqual([1, 2].map(() => ({ kind: 'made', commit: tip })));
    await branches.write('main', { 'README.md': 'more\n' });
    await proposals.make('slipway/proposals/a', draft('x: 2\n'));
    expect(await plainGit(branches.git, 'rev-parse', 'slipway/proposals/a')).toBe(tip);
    await proposals.close();
  });

  it('are not made for what is there already, or can not be there', async () => {
    const proposals = await open();
    expect(await proposals.make('slipway/proposals/a', draft('x: 1\n'))).toEqual({ kind: 'no-effect' });
    expect(
      await proposals.make('slipway/proposals/b', draft('x', 'teams/vision/jobs/digits.yaml/train.py')),
    ).toEqual({ kind: 'refused', reason: expect.stringContaining('digits.yaml') });
    expect(await plainGit(branches.git, 'branch', '--list', 'slipway/*')).toBe('');
    await proposals.close();
  });

  it('are removed, also when they are gone already', async () => {
    const proposals = await open();
    await proposals.make('slipway/proposals/a', draft('x: 2\n'));
    await proposals.remove('slipway/proposals/a');
    await proposals.remove('slipway/proposals/a');
    expect(await plainGit(branches.git, 'branch', '--list', 'slipway/*')).toBe('');
    await proposals.close();
  });
});
