import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeliveryView } from '@slipway/contracts';
import { GitHubDouble, type DoubleCheckRun, type DoubleRepository } from '@slipway/github/testing';
import { Branches, temporaryDirectory, type TemporaryDirectory } from '@slipway/testing';
import { environmentFiles, jobFile, jobOf } from './testing/environment-files.ts';
import { githubPayload } from './testing/github-payload.ts';
import { sourceOnDouble } from './testing/pull-request-sources.ts';
import { signedDelivery } from './testing/signed-delivery.ts';
import { WebhookHarness } from './testing/webhook-harness.ts';

let folder: TemporaryDirectory;
let branches: Branches;
let double: GitHubDouble;
let repository: DoubleRepository;
let harness: WebhookHarness;
beforeEach(async () => {
  folder = await temporaryDirectory();
  branches = await Branches.start(environmentFiles);
  double = await GitHubDouble.start();
  repository = double.addRepository('acme/environment', branches.git);
  harness = await WebhookHarness.start();
  await harness.addReplica({ pullRequests: await sourceOnDouble(double, branches.git, folder.path) });
});
afterEach(async () => {
  await harness.stop();
  await branches[Symbol.asyncDispose]();
  await folder.remove();
  await double.close();
});

const ofEnvironment = { 'repository.full_name': 'Acme/Environment' };

async function deliver(
  event: string,
  action: string,
  change: Readonly<Record<string, unknown>>,
): Promise<DeliveryView> {
  const delivery = signedDelivery(event, githubPayload(event, action, { ...ofEnvironment, ...change }));
  await harness.send(delivery);
  return harness.settled(delivery.id);
}

const pullRequest = (action: string, number: number): Promise<DeliveryView> =>
  deliver('pull_request', action, { number, 'pull_request.number': number });

/** The last of each check on a commit. */
const runs = (commit: string): Readonly<Record<string, DoubleCheckRun>> =>
  Object.fromEntries(
    repository.checkRuns.filter((run) => run.commit === commit).map((run) => [run.name, run]),
  );

const planOffline = (...args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    const main = path.resolve(import.meta.dirname, '../../cli/src/main.ts');
    const command = [main, 'plan', '--repository', branches.git, ...args];
    execFile(process.execPath, command, { cwd: folder.path, env: process.env }, (_error, stdout) => {
      resolve(stdout);
    });
  });

describe('a pull request on the environment repository', () => {
  it('is planned when it is opened, in the words of the command line', async () => {
    const commit = await branches.write('more', { [jobFile]: jobOf(5) });
    const number = repository.open('More cores', 'more', 'member');
    expect(await pullRequest('opened', number)).toMatchObject({
      state: 'handled',
      reason: `the plan of pull request ${String(number)} at ${commit.slice(0, 12)} is denied: 1 added, 0 changed, 0 removed`,
    });
    const offline = await planOffline('--head', 'more', '--author', 'member', '--markdown');
    expect(offline).toContain('## Slipway plan: denied');
    const { 'slipway/plan': plan, 'slipway/reviews': reviews } = runs(commit);
    expect(plan).toMatchObject({
      ...{ status: 'completed', conclusion: 'failure', summary: offline },
      title: 'denied: 1 added, 0 changed, 0 removed',
    });
    expect(plan?.annotations).toEqual([
      {
        ...{ path: jobFile, start_line: 7, end_line: 7, start_column: 21, end_column: 21 },
        ...{ annotation_level: 'failure', title: 'policy small' },
        message: 'spec.resources.cpu: ask for less than 4 cores',
      },
    ]);
    expect(repository.comments.bodies(number)).toEqual([`<!-- slipway:plan -->\n${offline}`]);
    expect(reviews).toMatchObject({ conclusion: 'action_required', title: '1 review to be given' });
    expect(reviews?.summary).toContain('maintainers of team vision, 1 path: waits for `lead`');
  });

  it('is planned anew when it changes, and its comment is brought up to date in place', async () => {
    const first = await branches.write('more', { [jobFile]: jobOf(5) });
    const number = repository.open('More cores', 'more', 'member');
    await pullRequest('opened', number);
    const second = await branches.write('more', { [jobFile]: jobOf(2) });
    await pullRequest('synchronize', number);
    await pullRequest('synchronize', number); // as when GitHub repeats itself
    expect(runs(first)['slipway/plan']?.conclusion).toBe('failure');
    expect(runs(second)['slipway/plan']?.conclusion).toBe('success');
    expect(repository.checkRuns.length).toBe(4);
    expect(repository.comments.bodies(number)).toEqual([expect.stringContaining('## Slipway plan: ok')]);
  });

  it('needs the approval of an owner of each path, of its head as it is now', async () => {
    repository.people.teams.set('acme/ops', ['operator']);
    const cluster = environmentFiles['clusters/east/cluster.yaml']?.replace('nodes: 4', 'nodes: 8') ?? '';
    const files = { [jobFile]: jobOf(1), 'clusters/east/cluster.yaml': cluster };
    const first = await branches.write('more', files);
    const number = repository.open('More nodes', 'more', 'member');
    const reviewed = async (reviewer: string, state: 'APPROVED' | 'CHANGES_REQUESTED'): Promise<void> => {
      await repository.review(number, reviewer, state);
      await deliver('pull_request_review', 'submitted', { 'pull_request.number': number });
    };
    await pullRequest('opened', number);
    expect(runs(first)['slipway/reviews']?.title).toBe('2 reviews to be given');
    await reviewed('stranger', 'APPROVED');
    await reviewed('lead', 'APPROVED');
    expect(runs(first)['slipway/reviews']?.title).toBe('1 review to be given');
    await reviewed('operator', 'CHANGES_REQUESTED');
    expect(runs(first)['slipway/reviews']?.summary).toContain('`operator` asked for changes');
    await reviewed('operator', 'APPROVED');
    expect(runs(first)['slipway/reviews']).toMatchObject({ conclusion: 'success' });
    const second = await branches.write('more', { [jobFile]: jobOf(2) });
    await pullRequest('synchronize', number);
    expect(runs(second)['slipway/reviews']?.title).toBe('2 reviews to be given');
    await reviewed('lead', 'APPROVED');
    await reviewed('operator', 'APPROVED');
    expect(runs(second)['slipway/reviews']).toMatchObject({ conclusion: 'success' });
  });

  it('is held to the owners and policies of now, however old its branch is', async () => {
    const commit = await branches.write('old', { [jobFile]: jobOf(1) });
    const team = environmentFiles['teams/vision/team.yaml']?.replace('user: lead', 'user: successor') ?? '';
    const policy = environmentFiles['policies/small.yaml']?.replace('< 4.0', '< 1.0') ?? '';
    await branches.write('main', { 'teams/vision/team.yaml': team, 'policies/small.yaml': policy });
    const number = repository.open('From long ago', 'old', 'member');
    await repository.review(number, 'lead', 'APPROVED');
    await pullRequest('opened', number);
    const { 'slipway/plan': plan, 'slipway/reviews': reviews } = runs(commit);
    expect(plan).toMatchObject({ conclusion: 'failure', title: 'denied: 1 added, 0 changed, 0 removed' });
    expect(reviews?.summary).toContain('waits for `successor`');
    expect(await planOffline('--head', 'old', '--author', 'member', '--markdown')).toBe(plan?.summary);
  });

  it('is checked again by the button of the check run, although nothing has changed', async () => {
    const commit = await branches.write('more', { [jobFile]: jobOf(1) });
    const number = repository.open('A job', 'more', 'member');
    await pullRequest('opened', number);
    const again = (name: string): Promise<DeliveryView> =>
      deliver('check_run', 'rerequested', {
        'check_run.name': name,
        'check_run.head_sha': commit,
        'check_run.pull_requests': [{ number }],
      });
    expect((await again('slipway/plan')).state).toBe('handled');
    expect(repository.checkRuns.length).toBe(4);
    expect(await again('build')).toMatchObject({ state: 'ignored', reason: 'build is no check of Slipway' });
  });

  it('is planned together with those before it in a merge queue', async () => {
    await branches.write('one', { [jobFile]: jobOf(1) });
    const group = await branches.write(
      'gh-readonly-queue/main/pr-2',
      { [jobFile]: jobOf(6) },
      { from: 'one' },
    );
    expect(await deliver('merge_group', 'checks_requested', { 'merge_group.head_sha': group })).toMatchObject(
      { state: 'handled' },
    );
    expect(runs(group)).toMatchObject({
      'slipway/plan': { conclusion: 'failure', title: 'denied: 1 added, 0 changed, 0 removed' },
      'slipway/reviews': { conclusion: 'success' },
    });
  });

  it('of many resources is told as far as GitHub takes it', async () => {
    const names = Array.from({ length: 130 }, (_, index) => `j${String(index)}`);
    const files = Object.fromEntries(
      names.map((name) => [`teams/vision/jobs/${name}.yaml`, jobOf(5).replace('digits', name)]),
    );
    const commit = await branches.write('many', files);
    const number = repository.open('Many', 'many', 'member');
    expect((await pullRequest('opened', number)).state).toBe('handled');
    expect(runs(commit)['slipway/plan']?.annotations.length).toBe(130);
    expect(repository.comments.bodies(number)[0]).toContain('_Left out for their size: ');
  });

  it('that has no history in common with the branch is told so', async () => {
    const stranger = await Branches.start({ 'README.md': 'Elsewhere\n' });
    const commit = await stranger.write('main', { 'other.txt': 'x\n' });
    await branches.adopt(stranger.git, 'odd');
    await stranger[Symbol.asyncDispose]();
    const number = repository.open('Odd', 'odd', 'member');
    expect((await pullRequest('opened', number)).state).toBe('handled');
    expect(runs(commit)).toMatchObject({
      'slipway/plan': { conclusion: 'failure', title: 'invalid: the change can not be read' },
      'slipway/reviews': { conclusion: 'action_required' },
    });
    expect(repository.comments.bodies(number)[0]).toContain('no commit that both revisions come from');
  });

  it.each([
    ['pull_request', 'labeled', {}, 'nothing follows from pull_request labeled'],
    [
      'pull_request',
      'opened',
      { 'repository.full_name': 'acme/models' },
      'it is not the environment repository, acme/environment',
    ],
    ['check_run', 'created', {}, 'nothing follows from check_run created'],
  ])('is not planned by %s %s %j', async (event, action, change, reason) => {
    expect(await deliver(event, action, change)).toMatchObject({ state: 'ignored', reason });
    expect(double.requests).toEqual([]);
  });

  it('that is closed, or goes to another branch, is left alone', async () => {
    await branches.write('more', { [jobFile]: jobOf(1) });
    const number = repository.open('A job', 'more', 'member');
    repository.close(number, 'f'.repeat(40));
    expect(await pullRequest('synchronize', number)).toMatchObject({
      state: 'ignored',
      reason: `pull request ${String(number)} is closed`,
    });
    expect(repository.checkRuns).toEqual([]);
  });
});
