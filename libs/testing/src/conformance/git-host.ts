import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CheckAnnotation,
  type CheckReport,
  type GitHost,
  type HostDeployment,
  type PullRequest,
} from '@slipway/ports';
import type { Branches } from '../branches.ts';
import { plainGit } from '../plain-git.ts';
import { describeFilesOfGitHost } from './git-host-files.ts';

export interface HostUnderTest extends AsyncDisposable {
  readonly host: GitHost;
  /** Those of its repository; `main` has a file README.md. */
  readonly branches: Branches;
  /** As somebody says it in the browser or by the CLI, of the head as it is now. */
  review(number: number, reviewer: string, verdict: 'approved' | 'changes-requested'): Promise<void>;
}

/** What every host of a repository does. */
export function describeGitHost(name: string, open: () => Promise<HostUnderTest>): void {
  describe(`pull requests on ${name}`, () => {
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

    const draft = (head: string): Parameters<GitHost['openPullRequest']>[0] => ({
      ...{ title: `Add ${head}`, body: 'Because.', author: 'alice' },
      ...{ base: 'main', head },
    });
    const opened = async (head: string): Promise<PullRequest> => {
      await branches.write(head, { [`${head}.txt`]: `${head}\n` });
      return host.openPullRequest(draft(head));
    };
    const merge = (
      { number, head }: PullRequest,
      commit = head.commit,
    ): ReturnType<GitHost['mergePullRequest']> =>
      host.mergePullRequest(number, { head: commit, message: 'Merge it\n\nWell.\n', author: 'bob' });

    it('are opened for a branch, once, and listed newest first', async () => {
      const commit = await branches.write('one', { 'one.txt': '1\n' });
      const one = await host.openPullRequest(draft('one'));
      expect(one).toMatchObject({
        ...{ title: 'Add one', body: 'Because.', state: 'open', draft: false, fromFork: false },
        ...{ base: 'main', head: { branch: 'one', commit }, mergeCommit: undefined, reviewers: [] },
      });
      expect(await host.pullRequest(one.number)).toEqual(one);
      const two = await opened('two');
      const again = await host.openPullRequest({ ...draft('one'), title: 'Add one file', body: 'Better.' });
      expect(again).toEqual({ ...one, title: 'Add one file', body: 'Better.' });
      expect((await host.openPullRequests(10)).map(({ number }) => number)).toEqual([two.number, one.number]);
      expect((await host.openPullRequests(1)).map(({ number }) => number)).toEqual([two.number]);
    });

    it('are refused for a branch that is not there, or that has nothing new', async () => {
      await expect(host.openPullRequest(draft('nothing'))).rejects.toMatchObject({ code: 'invalid_input' });
      await branches.write('old', {});
      await merge(await host.openPullRequest(draft('old')));
      await expect(host.openPullRequest(draft('old'))).rejects.toMatchObject({ code: 'invalid_input' });
    });

    it('follow their branch while they are open', async () => {
      const { number } = await opened('one');
      const commit = await branches.write('one', { 'more.txt': 'more\n' });
      expect((await host.pullRequest(number)).head.commit).toBe(commit);
      await host.closePullRequest(number);
      await branches.write('one', { 'more.txt': 'even more\n' });
      expect(await host.pullRequest(number)).toMatchObject({ state: 'closed', head: { commit } });
    });

    it('are closed, and may be closed again', async () => {
      const { number } = await opened('one');
      await host.closePullRequest(number);
      await host.closePullRequest(number);
      expect((await host.pullRequest(number)).state).toBe('closed');
      expect(await host.openPullRequests(10)).toEqual([]);
      expect((await host.openPullRequest(draft('one'))).number).not.toBe(number);
    });

    it('are merged by a commit that says so, once', async () => {
      const one = await opened('one');
      await branches.write('main', { 'other.txt': 'meanwhile\n' });
      const result = await merge(one);
      const merged = await host.pullRequest(one.number);
      expect(result).toEqual({ kind: 'merged', commit: merged.mergeCommit });
      expect(merged.state).toBe('merged');
      const commit = merged.mergeCommit ?? '';
      expect(await plainGit(branches.git, 'rev-parse', 'main')).toBe(commit);
      expect(await plainGit(branches.git, 'show', '--no-patch', '--format=%B', commit)).toContain(
        'Merge it\n\nWell.',
      );
      expect(await plainGit(branches.git, 'ls-tree', '--name-only', commit)).toBe(
        'README.md\none.txt\nother.txt',
      );
      expect(await plainGit(branches.git, 'rev-parse', `${commit}^2`)).toBe(one.head.commit);
      expect(await merge(one)).toEqual(result);
    });

    it('are not merged when their head has moved, when they conflict, or when they are closed', async () => {
      const one = await opened('one');
      const moved = await branches.write('one', { 'README.md': 'Changed here\n' });
      expect(await merge(one)).toEqual({ kind: 'moved', head: moved });
      await branches.write('main', { 'README.md': 'Changed there\n' });
      expect((await merge(one, moved)).kind).toBe('refused');
      await host.closePullRequest(one.number);
      expect((await merge(one, moved)).kind).toBe('refused');
      expect((await host.pullRequest(one.number)).state).toBe('closed');
    });

    it('have the last review of each reviewer', async () => {
      const { number, head } = await opened('one');
      expect(await host.reviews(number)).toEqual([]);
      await tested.review(number, 'bob', 'changes-requested');
      await tested.review(number, 'carol', 'approved');
      const later = await branches.write('one', { 'one.txt': 'mended\n' });
      await tested.review(number, 'bob', 'approved');
      const found = await host.reviews(number);
      expect(
        found
          .map(({ reviewer, verdict, commit }) => ({ reviewer, verdict, commit }))
          .sort((one, other) => (one.reviewer < other.reviewer ? -1 : 1)),
      ).toEqual([
        { reviewer: 'bob', verdict: 'approved', commit: later },
        { reviewer: 'carol', verdict: 'approved', commit: head.commit },
      ]);
    });

    it('know who was asked for a review and has not given it', async () => {
      const { number } = await opened('one');
      await host.requestReviews(number, ['bob', 'carol']);
      await host.requestReviews(number, ['bob']);
      await host.requestReviews(number, []);
      expect((await host.pullRequest(number)).reviewers).toEqual(['bob', 'carol']);
      await tested.review(number, 'bob', 'approved');
      expect((await host.pullRequest(number)).reviewers).toEqual(['carol']);
    });

    it('have comments that are kept up to date', async () => {
      const { number } = await opened('one');
      await host.putComment(number, { key: 'plan', body: 'First' });
      await host.putComment(number, { key: 'release', body: 'Other' });
      await host.putComment(number, { key: 'plan', body: 'Second\n\nwith lines' });
      await host.putComment(number, { key: 'plan', body: 'Second\n\nwith lines' });
      expect(await host.comments(number)).toEqual([
        { key: 'plan', body: 'Second\n\nwith lines' },
        { key: 'release', body: 'Other' },
      ]);
    });

    it('have checks, of which the last of each name counts', async () => {
      const { head } = await opened('one');
      const annotation = (line: number): CheckAnnotation => ({
        ...{ path: 'one.txt', line, column: 2, level: 'warning' },
        ...{ title: 'not good', message: `Line ${String(line)} could be better.` },
      });
      const report: CheckReport = {
        ...{ name: 'slipway/plan', commit: head.commit, state: 'failure' },
        ...{ title: 'denied', summary: 'What is **wrong**' },
        annotations: Array.from({ length: 120 }, (_, index) => annotation(index + 1)),
      };
      const good = { ...report, state: 'success', title: 'ok', annotations: [] } as const;
      const withoutAnnotations = ({ annotations, ...rest }: CheckReport): unknown =>
        annotations.length < 0 ? undefined : rest;
      expect(await host.checks(head.commit)).toEqual([]);
      await host.reportCheck(report);
      await host.reportCheck(report);
      expect(await host.checks(head.commit)).toEqual([withoutAnnotations(report)]);
      await host.reportCheck({ ...good, name: 'slipway/reviews', state: 'action-required' });
      await host.reportCheck(good);
      await host.reportCheck(good, { again: true });
      expect((await host.checks(head.commit)).map(({ name: check, state }) => [check, state])).toEqual([
        ['slipway/plan', 'success'],
        ['slipway/reviews', 'action-required'],
      ]);
    });

    it('have checks, which are told from when they are asked for to when they are finished', async () => {
      const { head } = await opened('one');
      const report = (state: CheckReport['state'], title: string): CheckReport => ({
        ...{ name: 'model/train', commit: head.commit, state, title, summary: `It is ${title}.` },
        ...{ detailsUrl: 'https://slipway.example/runs/train-1', annotations: [] },
      });
      const reports = [
        ...[report('queued', 'queued'), report('in-progress', 'begun'), report('in-progress', 'half done')],
        {
          ...report('action-required', 'waiting for approval'),
          actions: [{ identifier: 'approve', label: 'Approve', description: 'Let it go on' }],
        },
        ...[report('queued', 'queued'), report('cancelled', 'cancelled'), report('skipped', 'not concerned')],
      ];
      for (const each of reports) {
        await host.reportCheck(each);
        await host.reportCheck(each);
        const { state, title, summary } = each;
        expect(await host.checks(head.commit)).toMatchObject([
          { name: 'model/train', commit: head.commit, state, title, summary },
        ]);
      }
    });

    it('have previews, which can be used where they are, and go away again', async () => {
      const { head } = await opened('one');
      const preview: HostDeployment = {
        ...{ commit: head.commit, environment: 'preview/pr-1', state: 'success', description: 'serves' },
        ...{ url: undefined, environmentUrl: 'https://pr-1.slipway.example', transient: true },
      };
      const { environmentUrl, ...rest } = preview;
      await host.reportDeployment({ ...rest, state: 'pending', description: 'is made' });
      expect(await host.deployments(head.commit)).toEqual([
        { ...rest, state: 'pending', description: 'is made' },
      ]);
      await host.reportDeployment(preview);
      await host.reportDeployment(preview);
      expect(await host.deployments(head.commit)).toEqual([preview]);
      const moved = { ...preview, environmentUrl: `${environmentUrl ?? ''}/next` };
      await host.reportDeployment(moved);
      expect(await host.deployments(head.commit)).toEqual([moved]);
      const gone: HostDeployment = { ...rest, state: 'inactive', description: 'is removed' };
      await host.reportDeployment(gone);
      expect(await host.deployments(head.commit)).toEqual([gone]);
    });

    it('have commits, which are shown to be as far as was told last', async () => {
      const { head } = await opened('one');
      const { commit } = head;
      const status = { commit, context: 'slipway/deploy', state: 'pending', url: undefined } as const;
      await host.setStatus({ ...status, description: 'accepted' });
      await host.setStatus({ ...status, description: 'applied' });
      await host.setStatus({ ...status, context: 'slipway/other', description: 'else' });
      const done = {
        ...status,
        state: 'success',
        description: 'healthy',
        url: 'https://slipway.example/x',
      } as const;
      await host.setStatus(done);
      await host.setStatus(done);
      expect(await host.statuses(commit)).toEqual([
        done,
        { ...status, context: 'slipway/other', description: 'else' },
      ]);
      const deployment = { commit, environment: 'east', state: 'pending', url: undefined } as const;
      await host.reportDeployment({ ...deployment, description: 'applied' });
      await host.reportDeployment({ ...deployment, environment: 'west', description: 'committed' });
      const failed: HostDeployment = {
        ...deployment,
        ...{ state: 'failure', description: 'it failed', url: 'https://slipway.example/log' },
      };
      await host.reportDeployment(failed);
      await host.reportDeployment(failed);
      expect(await host.deployments(commit)).toEqual([
        failed,
        { ...deployment, environment: 'west', description: 'committed' },
      ]);
      expect(await host.statuses('0'.repeat(40))).toEqual([]);
      expect(await host.deployments('0'.repeat(40))).toEqual([]);
    });

    it('touch files, of renamed ones both names, also when they are merged', async () => {
      await branches.write('main', { 'kept.txt': 'kept\n', 'old.txt': 'the same\n'.repeat(50) });
      await branches.write('one', { 'old.txt': undefined, 'new.txt': 'the same\n'.repeat(50) });
      await branches.write('one', { 'folder/ä b%2F.txt': 'one\n', 'kept.txt': undefined });
      await branches.write('main', { 'other.txt': 'meanwhile\n' });
      const pull = await host.openPullRequest(draft('one'));
      const touched = ['folder/ä b%2F.txt', 'kept.txt', 'new.txt', 'old.txt'];
      expect(await host.changedFiles(pull.number)).toEqual(touched);
      await merge(pull);
      expect(await host.changedFiles(pull.number)).toEqual(touched);
    });

    it('that do not exist are told to be none', async () => {
      const none = { code: 'not_found' };
      await expect(host.pullRequest(999)).rejects.toMatchObject(none);
      await expect(host.closePullRequest(999)).rejects.toMatchObject(none);
      await expect(host.reviews(999)).rejects.toMatchObject(none);
      await expect(host.requestReviews(999, ['bob'])).rejects.toMatchObject(none);
      await expect(host.putComment(999, { key: 'plan', body: 'x' })).rejects.toMatchObject(none);
      await expect(host.changedFiles(999)).rejects.toMatchObject(none);
      await expect(host.comments(999)).rejects.toMatchObject(none);
      await expect(
        host.mergePullRequest(999, { head: '0'.repeat(40), message: 'x', author: 'bob' }),
      ).rejects.toMatchObject(none);
    });

    it('are reviewed by people, who are known by their names', async () => {
      expect(await host.isOneOf('bob', 'bob')).toBe(true);
      expect(await host.isOneOf('bob', 'carol')).toBe(false);
      expect(await host.isOneOf('@acme/nobody', 'bob')).toBe(false);
      expect(await host.permission('stranger')).toBe('none');
    });
  });

  describeFilesOfGitHost(name, open);
}
