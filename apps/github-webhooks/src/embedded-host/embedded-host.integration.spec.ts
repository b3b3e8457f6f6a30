import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openProposedBranches, openRepositoryContents } from '@slipway/git';
import { systemClock } from '@slipway/kernel';
import type { CheckReport, CheckState } from '@slipway/ports';
import { openDatabase } from '@slipway/postgres';
import { createTestDatabase } from '@slipway/postgres/testing';
import { Branches, plainGit } from '@slipway/testing';
import { describeGitHost, type HostUnderTest } from '@slipway/testing/conformance';
import { embeddedHost, type EmbeddedHost } from './embedded-host.ts';

interface EmbeddedUnderTest extends HostUnderTest {
  readonly host: EmbeddedHost;
  readonly merges: () => number;
}

async function openHost(requiredChecks: readonly string[] = []): Promise<EmbeddedUnderTest> {
  const branches = await Branches.start();
  const test = await createTestDatabase();
  const database = await openDatabase({ url: test.url, maxConnections: 4 });
  let merges = 0;
  const host = embeddedHost({
    store: database.pullRequestStore('environment'),
    branches: openProposedBranches(branches.git),
    contents: openRepositoryContents(branches.git),
    clock: systemClock,
    ...{ requiredChecks, reviewCheck: 'slipway/reviews' },
    onMerged: () => {
      merges += 1;
      return Promise.reject(new Error('nobody listens'));
    },
  });
  return {
    ...{ host, branches, merges: () => merges },
    review: async (number, reviewer, verdict) => {
      const { head } = await host.pullRequest(number);
      await host.review(number, { reviewer, verdict, body: '', commit: head.commit });
    },
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await test.drop();
      await branches[Symbol.asyncDispose]();
    },
  };
}

describeGitHost('the embedded host', () => openHost());

describe('the embedded host', () => {
  const required = ['slipway/plan', 'slipway/reviews'];
  const report = (commit: string, name: string, state: CheckState): CheckReport => ({
    ...{ commit, name, state, title: `${name} is ${state}`, summary: '', annotations: [] },
  });
  let tested: EmbeddedUnderTest;
  let host: EmbeddedHost;
  let branches: Branches;
  beforeEach(async () => {
    tested = await openHost(required);
    ({ host, branches } = tested);
  });
  afterEach(async () => {
    await tested[Symbol.asyncDispose]();
  });

  const opened = async (head: string): ReturnType<EmbeddedHost['openPullRequest']> => {
    await branches.write(head, { [`${head}.txt`]: `${head}\n` });
    return host.openPullRequest({ title: head, body: '', author: 'alice', base: 'main', head });
  };
  const merge = (number: number, head: string): ReturnType<EmbeddedHost['mergePullRequest']> =>
    host.mergePullRequest(number, { head, message: 'Merge', author: 'bob' });

  it('merges what all required checks agree to, and nothing else', async () => {
    const { number, head } = await opened('one');
    const refused = async (): Promise<string> => {
      const result = await merge(number, head.commit);
      return result.kind === 'refused' ? result.reason : result.kind;
    };
    expect(await refused()).toBe('slipway/plan has not been reported yet');
    await host.reportCheck(report(head.commit, 'slipway/plan', 'failure'));
    expect(await refused()).toBe('slipway/plan says: slipway/plan is failure');
    await host.reportCheck(report(head.commit, 'slipway/plan', 'success'));
    await host.reportCheck(report(head.commit, 'slipway/reviews', 'action-required'));
    expect(await refused()).toBe('slipway/reviews says: slipway/reviews is action-required');
    await host.reportCheck(report(head.commit, 'slipway/reviews', 'success'));
    expect((await merge(number, head.commit)).kind).toBe('merged');
    expect(tested.merges()).toBe(1);
  });

  it('knows what has to be checked: new heads, and heads that were reviewed since', async () => {
    const [one, two] = [await opened('one'), await opened('two')];
    const numbers = async (): Promise<readonly number[]> =>
      (await host.unchecked()).map(({ number }) => number);
    expect(await numbers()).toEqual([one.number, two.number]);
    for (const name of required) await host.reportCheck(report(one.head.commit, name, 'in-progress'));
    expect(await numbers()).toEqual([one.number, two.number]);
    for (const name of required) await host.reportCheck(report(one.head.commit, name, 'success'));
    expect(await numbers()).toEqual([two.number]);
    await tested.review(one.number, 'bob', 'changes-requested');
    expect(await numbers()).toEqual([one.number, two.number]);
    expect((await merge(one.number, one.head.commit)).kind).toBe('refused');
  });

  it('tells where there is more about a check, and not which files somebody has merged by hand', async () => {
    const { number, head } = await opened('one');
    const detailsUrl = 'https://slipway.example/runs/one';
    await host.reportCheck({ ...report(head.commit, 'model/train', 'queued'), detailsUrl });
    expect(await host.checks(head.commit)).toMatchObject([{ state: 'queued', detailsUrl }]);
    expect(await host.changedFiles(number)).toEqual(['one.txt']);
    await plainGit(branches.git, 'update-ref', 'refs/heads/main', head.commit);
    expect((await host.pullRequest(number)).state).toBe('merged');
    expect(await host.changedFiles(number)).toBeUndefined();
  });

  it('sees that somebody has merged a pull request by hand, or that a crash came after the merge', async () => {
    const { number, head } = await opened('one');
    await branches.write('main', { 'other.txt': 'meanwhile\n' });
    const result = await openProposedBranches(branches.git).merge('main', head.commit, {
      ...{ message: 'By hand', author: 'carol', at: new Date() },
    });
    const commit = result.kind === 'merged' ? result.commit : '';
    await branches.write('main', { 'other.txt': 'later\n' });
    expect(await host.pullRequest(number)).toMatchObject({ state: 'merged', mergeCommit: commit });
    expect(await merge(number, head.commit)).toEqual({ kind: 'merged', commit });
    const fast = await opened('two');
    await branches.write('main', {}, { from: 'main' });
    expect((await host.pullRequests({ limit: 10 })).map(({ state }) => state)).toEqual(['open', 'merged']);
    expect(fast.number).toBe(number + 1);
  });

  it('takes reviews of the head as it is now alone', async () => {
    const { number, head } = await opened('one');
    await branches.write('one', { 'one.txt': 'changed\n' });
    const review = { reviewer: 'bob', verdict: 'approved', body: '', commit: head.commit } as const;
    await expect(host.review(number, review)).rejects.toThrow('has changed: its head is');
    await host.closePullRequest(number);
    await expect(host.review(number, review)).rejects.toThrow('is closed: there is nothing to review');
  });

  it('gives numbers without gaps to those who open at once, and one number to the same branch', async () => {
    const heads = ['a', 'b', 'c', 'd'];
    for (const head of heads) await branches.write(head, { [`${head}.txt`]: head });
    const both = [...heads, ...heads].map((head) =>
      host.openPullRequest({ title: head, body: '', author: 'alice', base: 'main', head }),
    );
    const numbers = (await Promise.all(both)).map(({ number }) => number);
    expect([...new Set(numbers)].sort()).toEqual([1, 2, 3, 4]);
    expect(numbers.slice(0, 4)).toEqual(numbers.slice(4));
  });
});
