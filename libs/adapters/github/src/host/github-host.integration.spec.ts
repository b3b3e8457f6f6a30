import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '@slipway/kernel';
import type { CheckReport, Conversation } from '@slipway/ports';
import { Branches, plainGit } from '@slipway/testing';
import { describeGitHost, type HostUnderTest } from '@slipway/testing/conformance';
import { GitHubClient } from '../client/github-client.ts';
import type { CallBudget } from '../client/rate-limit.ts';
import { GitHubDouble, type DoubleRepository } from '../testing/index.ts';
import { githubConversation } from './conversation.ts';
import { githubHost } from './github-host.ts';
import { githubHosts } from './github-hosts.ts';
import { RepositoryCalls } from './repository-calls.ts';

interface HostOnDouble extends HostUnderTest {
  readonly double: GitHubDouble;
  readonly repository: DoubleRepository;
  readonly budgets: readonly CallBudget[];
  readonly conversation: Conversation;
  readonly calls: RepositoryCalls;
  readonly client: GitHubClient;
}

async function openHost(): Promise<HostOnDouble> {
  const branches = await Branches.start();
  const double = await GitHubDouble.start();
  const repository = double.addRepository('acme/environment', branches.git);
  // Where the double's own git is: GitHub's address of it leads nowhere.
  repository.files.cloneUrl = branches.git;
  const { appId, privateKey, url: apiUrl } = double;
  const budgets: CallBudget[] = [];
  const client = new GitHubClient({
    credentials: { kind: 'app', appId, privateKey },
    ...{ apiUrl, clock: systemClock },
    onBudget: (budget) => budgets.push(budget),
  });
  const calls = new RepositoryCalls(client, { owner: 'acme', name: 'environment' });
  return {
    host: githubHost({ calls, appId: Number(appId) }),
    ...{ branches, double, repository, budgets, calls, client },
    conversation: githubConversation(calls),
    review: (number, reviewer, verdict) =>
      repository.review(number, reviewer, verdict === 'approved' ? 'APPROVED' : 'CHANGES_REQUESTED'),
    [Symbol.asyncDispose]: async () => {
      await branches[Symbol.asyncDispose]();
      await double.close();
    },
  };
}

describeGitHost('GitHub', openHost);

describe('GitHub', () => {
  let tested: HostOnDouble;
  beforeEach(async () => {
    tested = await openHost();
  });
  afterEach(async () => {
    await tested[Symbol.asyncDispose]();
  });

  const draft = (head: string): Parameters<HostUnderTest['host']['openPullRequest']>[0] => ({
    ...{ title: 'One', body: '', author: 'alice', base: 'main', head },
  });
  it('is told how far merges are by another App, when there is one', async () => {
    await using other = await openHost();
    const { calls, double } = tested;
    const host = githubHost({ calls, deployCalls: other.calls, appId: Number(double.appId) });
    const commit = 'a'.repeat(40);
    await host.setStatus({
      ...{ commit, context: 'slipway/deploy', state: 'pending', description: 'on its way', url: undefined },
    });
    expect(await host.statuses(commit)).toMatchObject([{ context: 'slipway/deploy' }]);
    expect(double.requests).toEqual([]);
    await host.openPullRequests(1);
    expect(double.issued).toEqual([{ pull_requests: 'read' }]);
  });

  const report = (commit: string, annotations: number): CheckReport => ({
    ...{ name: 'slipway/plan', commit, state: 'success', title: 'ok', summary: 'Fine' },
    annotations: Array.from({ length: annotations }, (_, index) => ({
      ...{ path: 'a.yaml', line: index + 1, level: 'notice', title: 'look', message: 'here' },
    })),
  });

  it('does not take a repository that the App is not installed in for one without files', async () => {
    const { client, calls, double } = tested;
    const other = githubHost({
      calls: new RepositoryCalls(client, { owner: 'acme', name: 'other' }),
      appId: Number(double.appId),
    });
    await expect(other.fileAt('1'.repeat(40), 'slipway.yaml')).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.refCommit('refs/heads/main')).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.permission('bob')).rejects.toMatchObject({ code: 'not_found' });
    await calls.contentsToken('read');
    double.plan({ status: 409, body: '{"message":"Git Repository is empty."}' });
    expect(await tested.host.refCommit('refs/heads/main')).toBeUndefined();
  });

  it('is one for each repository that the App is installed in', async () => {
    await using other = await Branches.start({ 'slipway.yaml': 'kind: Workflow\n' });
    const { client, double, branches } = tested;
    double.addRepository('acme/churn', other.git);
    const hosts = githubHosts(client, Number(double.appId));
    const textOf = async (fullName: string, branches: Branches, path: string): Promise<string | undefined> =>
      hosts(fullName).fileAt(await plainGit(branches.git, 'rev-parse', 'main'), path);
    expect(await textOf('acme/churn', other, 'slipway.yaml')).toBe('kind: Workflow\n');
    expect(await textOf('acme/environment', branches, 'README.md')).toBe('Environment\n');
    expect(await textOf('acme/environment', other, 'slipway.yaml')).toBeUndefined();
    expect(hosts('Acme/Churn')).toBe(hosts('acme/churn'));
    await expect(hosts('acme/other').repository()).rejects.toMatchObject({ code: 'not_found' });
    for (const name of ['acme', 'acme/..', '../churn', 'acme/churn/pulls', 'acme/ch urn', ''])
      expect(() => hosts(name)).toThrow('write owner/name');
  });

  it('does not tell which files differ when there may be more than it says', async () => {
    const { host, branches } = tested;
    const files = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${String(index)}.txt`, 'x\n']));
    const main = await branches.write('main', {});
    const few = await branches.write('few', files(299));
    const many = await branches.write('many', files(300));
    const { number } = await host.openPullRequest(draft('many'));
    expect((await host.filesBetween(main, few))?.length).toBe(299);
    expect(await host.filesBetween(main, many)).toBeUndefined();
    expect(await host.filesBetween(many, main)).toBeUndefined();
    expect((await host.changedFiles(number))?.length).toBe(300);
    await branches.write('many', files(3_000));
    expect(await host.changedFiles(number)).toBeUndefined();
  });

  it('asks those for a review who can be asked, also when it does not know some', async () => {
    const { host, branches, repository } = tested;
    repository.people.teams.set('acme/platform', ['carol']);
    await branches.write('one', { 'one.txt': '1\n' });
    const { number, author } = await host.openPullRequest(draft('one'));
    await host.requestReviews(number, ['stranger', 'bob', author, '@acme/platform', '@acme/nobody']);
    expect((await host.pullRequest(number)).reviewers).toEqual(['bob', '@acme/platform']);
    await host.requestReviews(number, ['stranger']);
    expect((await host.pullRequest(number)).reviewers).toEqual(['bob', '@acme/platform']);
  });

  it('puts what is to be merged into the merge queue, where there is one, if its head is the expected one', async () => {
    const { host, branches, repository } = tested;
    repository.queue.isOn = true;
    const head = await branches.write('one', { 'one.txt': '1\n' });
    const { number } = await host.openPullRequest(draft('one'));
    const merge = { message: 'Merge it', author: 'bob' };
    expect(await host.mergePullRequest(number, { ...merge, head: '1'.repeat(40) })).toEqual({
      kind: 'moved',
      head,
    });
    expect(repository.queue.numbers).toEqual([]);
    const queued = { kind: 'queued', position: 1 };
    expect(await host.mergePullRequest(number, { ...merge, head })).toEqual(queued);
    expect(await host.mergePullRequest(number, { ...merge, head })).toEqual(queued);
    expect(repository.queue.numbers).toEqual([number]);
  });

  it('has comments of people, who may do there what it lets them', async () => {
    const { branches, repository, host, conversation } = tested;
    await branches.write('one', { 'one.txt': '1\n' });
    const { number } = await host.openPullRequest(draft('one'));
    const id = repository.comments.write(number, '/slipway plan', 'bob');
    expect(await conversation.comment(id)).toEqual({
      author: 'bob',
      isByProgram: false,
      body: '/slipway plan',
    });
    repository.comments.remove(id);
    expect(await conversation.comment(id)).toBeUndefined();
    const permissions = ['alice', 'carol', 'stranger'].map((user) => host.permission(user));
    expect(await Promise.all(permissions)).toEqual(['write', 'read', 'none']);
  });

  it('is called with tokens that can do what the call needs, in the one repository', async () => {
    const { double, host, branches } = tested;
    await branches.write('one', { 'one.txt': '1\n' });
    const { number } = await host.openPullRequest(draft('one'));
    await host.pullRequest(number);
    await host.reportCheck(report('1'.repeat(40), 0));
    await host.reviews(number);
    expect(double.issued).toEqual([
      { pull_requests: 'read' },
      { pull_requests: 'write' },
      { checks: 'read' },
      { checks: 'write' },
    ]);
  });

  it('does not count what has not changed, and tells what is left', async () => {
    const { double, host, branches, budgets } = tested;
    await branches.write('one', { 'one.txt': '1\n' });
    const { number } = await host.openPullRequest(draft('one'));
    const first = await host.pullRequest(number);
    const asked = double.requests.length;
    expect(await host.pullRequest(number)).toEqual(first);
    expect(double.requests.length).toBe(asked + 1);
    expect(double.unchanged).toBe(1);
    const commit = await branches.write('one', { 'one.txt': '2\n' });
    expect((await host.pullRequest(number)).head.commit).toBe(commit);
    expect(budgets.at(-1)).toEqual({
      ...{ resource: 'core', limit: 5000, remaining: 4990 },
      installation: 77,
    });
  });

  it('gets all annotations once, also when a crash came between', async () => {
    const { double, host, repository } = tested;
    const commit = '1'.repeat(40);
    const whole = report(commit, 120);
    await host.checks(commit); // the token for reading is there
    await host.reportCheck(report('2'.repeat(40), 0)); // and the one for writing
    const asked = double.requests.length;
    double.breakAfter(3); // look, first 50, second 50
    await expect(host.reportCheck(whole)).rejects.toMatchObject({ code: 'unavailable' });
    expect(double.requests.length).toBe(asked + 4);
    expect(repository.checkRuns.at(-1)).toMatchObject({ status: 'in_progress', conclusion: null });
    await host.reportCheck(whole);
    await host.reportCheck(whole);
    expect(repository.checkRuns.length).toBe(2);
    const run = repository.checkRuns.at(-1);
    expect(run).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(run?.annotations.map(({ start_line: line }) => line)).toEqual(
      whole.annotations.map(({ line }) => line),
    );
    await host.reportCheck(whole, { again: true });
    expect(repository.checkRuns.length).toBe(3);
  });

  it('has one check run for a check until that is finished, and the next one after it', async () => {
    const { double, host, repository } = tested;
    const commit = '1'.repeat(40);
    const actions = [{ identifier: 'approve', label: 'Approve', description: 'Let it go on' }];
    const told = (state: CheckReport['state'], annotations = 0): CheckReport => ({
      ...{
        ...report(commit, annotations),
        state,
        title: state,
        detailsUrl: `https://slipway.example/${state}`,
      },
      ...(state === 'in-progress' ? { actions } : {}),
    });
    const shown = (): readonly unknown[] =>
      repository.checkRuns.map(({ status, conclusion, title }) => [status, conclusion, title]);
    await host.reportCheck(told('queued'));
    double.breakAfter(1); // after the look at what there is
    await expect(host.reportCheck(told('in-progress'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(shown()).toEqual([['queued', null, 'queued']]);
    await host.reportCheck(told('in-progress'));
    expect(shown()).toEqual([['in_progress', null, 'in-progress']]);
    expect(repository.checkRuns[0]).toMatchObject({
      actions,
      detailsUrl: 'https://slipway.example/in-progress',
    });
    await host.reportCheck(told('in-progress'), { again: true });
    double.breakAfter(2); // look, first 50
    await expect(host.reportCheck(told('success', 70))).rejects.toMatchObject({ code: 'unavailable' });
    expect(shown()).toEqual([['in_progress', null, 'success']]);
    const before = double.requests.length;
    await host.reportCheck(told('success', 70));
    expect(shown()).toEqual([['completed', 'success', 'success']]);
    expect(double.requests.length).toBe(before + 2);
    await host.reportCheck(told('success', 70));
    expect(double.requests.length).toBe(before + 3);
    expect(repository.checkRuns[0]).toMatchObject({
      actions: [],
      detailsUrl: 'https://slipway.example/success',
    });
    expect(repository.checkRuns[0]?.annotations.length).toBe(70);
    await host.reportCheck(told('queued'));
    await host.reportCheck(told('success', 70));
    expect(shown()).toEqual([
      ['completed', 'success', 'success'],
      ['completed', 'success', 'success'],
    ]);
    expect(repository.checkRuns[1]?.annotations.length).toBe(70);
  });

  it('does not leave annotations of another report on a check', async () => {
    const { double, host, repository } = tested;
    const commit = '1'.repeat(40);
    await host.checks(commit);
    double.breakAfter(3); // look, the token for writing, first 50
    await expect(host.reportCheck(report(commit, 70))).rejects.toMatchObject({ code: 'unavailable' });
    expect(repository.checkRuns[0]?.annotations.length).toBe(50);
    await host.reportCheck({ ...report(commit, 0), state: 'failure' });
    expect(await host.checks(commit)).toMatchObject([{ state: 'failure' }]);
    expect(repository.checkRuns.map(({ annotations }) => annotations.length)).toEqual([50, 0]);
  });

  it('makes previews of environments that are transient and none of production', async () => {
    const { host, repository, branches } = tested;
    const commit = await branches.write('one', {});
    const rest = { commit, state: 'success', description: 'serves', url: undefined } as const;
    await host.reportDeployment({ ...rest, environment: 'preview/pr-1', transient: true });
    await host.reportDeployment({ ...rest, environment: 'production' });
    expect(repository.states.deployments).toMatchObject([
      {
        environment: 'preview/pr-1',
        isTransient: true,
        isProduction: false,
        statuses: [{ state: 'success' }],
      },
      { environment: 'production', isTransient: false, isProduction: true },
    ]);
  });

  it('keeps comments of others as they are, whatever they look like', async () => {
    const { host, branches, repository } = tested;
    await branches.write('one', { 'one.txt': '1\n' });
    const { number } = await host.openPullRequest(draft('one'));
    const forged = '<!-- slipway:plan -->\nAll is well, merge it.';
    repository.comments.write(number, forged);
    for (let place = 0; place < 120; place += 1) repository.comments.write(number, `remark ${String(place)}`);
    await host.putComment(number, { key: 'plan', body: 'denied' });
    await host.putComment(number, { key: 'plan', body: 'ok' });
    expect(await host.comments(number)).toEqual([{ key: 'plan', body: 'ok' }]);
    expect(repository.comments.bodies(number)).toContain(forged);
    expect(repository.comments.bodies(number).length).toBe(122);
  });

  it('does not count a review that was dismissed, nor take a remark for one', async () => {
    const { host, branches, repository } = tested;
    await branches.write('one', { 'one.txt': '1\n' });
    const { number } = await host.openPullRequest(draft('one'));
    await repository.review(number, 'bob', 'APPROVED');
    await repository.review(number, 'bob', 'COMMENTED');
    expect((await host.reviews(number)).map(({ verdict }) => verdict)).toEqual(['approved']);
    repository.dismissReviews(number, 'bob');
    expect(await host.reviews(number)).toEqual([]);
  });

  it('knows who is in a team', async () => {
    tested.repository.people.teams.set('acme/platform', ['bob']);
    expect(await tested.host.isOneOf('@acme/platform', 'bob')).toBe(true);
    expect(await tested.host.isOneOf('@acme/platform', 'carol')).toBe(false);
    expect(await tested.host.isOneOf('@Bob', 'bob')).toBe(true);
  });

  it('keeps back the calls of that installation alone which has none left', async () => {
    const { double, host, client } = tested;
    await expect(host.pullRequest(1)).rejects.toMatchObject({ code: 'not_found' });
    double.plan({ status: 429, headers: { 'retry-after': '60' } });
    await expect(host.pullRequest(1)).rejects.toMatchObject({ code: 'unavailable' });
    const asked = double.requests.length;
    await expect(host.pullRequest(1)).rejects.toThrow('GitHub takes no calls of ours for');
    expect(double.requests).toHaveLength(asked);
    expect((await client.call('GET', '/app')).status).toBe(200);
  });

  it.each([
    [{ status: 502, body: 'no JSON' }, 'unavailable'],
    [{ status: 200, body: '{"number": 1, "tit' }, 'unavailable'],
    [{ status: 200, body: '{}' }, 'unavailable'],
    [{ status: 401 }, 'forbidden'],
    [{ status: 403 }, 'forbidden'],
    [{ status: 429, headers: { 'retry-after': '60' } }, 'unavailable'],
    [{ status: 404 }, 'not_found'],
    [{ status: 422, body: '{"message":"Validation Failed"}' }, 'invalid_input'],
  ])('answering %j is told as what it means', async (answer, code) => {
    const { double, host } = tested;
    await expect(host.pullRequest(1)).rejects.toMatchObject({ code: 'not_found' });
    double.plan(answer);
    await expect(host.pullRequest(1)).rejects.toMatchObject({ code });
  });
});
