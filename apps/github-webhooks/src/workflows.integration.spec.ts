import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeliveryView } from '@slipway/contracts';
import { GitHubClient, githubHosts } from '@slipway/github';
import { GitHubDouble, type DoubleCheckRun, type DoubleRepository } from '@slipway/github/testing';
import { systemClock, type Clock } from '@slipway/kernel';
import type { WorkflowRunRecord } from '@slipway/ports';
import { parseResources } from '@slipway/resources';
import { Branches, plainGit, until } from '@slipway/testing';
import { advanceWorkflow, type WorkflowInput } from '@slipway/workflows';
import { githubPayload } from './testing/github-payload.ts';
import { signedDelivery } from './testing/signed-delivery.ts';
import { WebhookHarness } from './testing/webhook-harness.ts';

const workflow = `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits }
spec:
  on:
    push: { branches: [main], paths: ["src/**"] }
    pull_request: {}
    tag: { tags: ["v*"] }
    schedule: [{ cron: "0 3 * * *" }]
  jobs:
    - name: test
      run: { image: python:3.13, command: [pytest] }
    - name: train
      needs: [test]
      run: { image: python:3.13, command: [python, train.py] }
    - name: app
      needs: [train]
      preview: { image: python:3.13, command: [python, serve.py], url: "https://pr-{number}.example.com" }
`;

/** A clock that is set ahead. */
let ahead: number;
const clock: Clock = {
  now: () => new Date(Date.now() + ahead),
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds, signal),
};
let branches: Branches;
let double: GitHubDouble;
let repository: DoubleRepository;
let harness: WebhookHarness;

beforeEach(async () => {
  ahead = 0;
  branches = await Branches.start({ 'slipway.yaml': workflow, 'src/train.py': 'pass\n' });
  double = await GitHubDouble.start();
  repository = double.addRepository('acme/digits', branches.git);
  const { appId, privateKey, url: apiUrl } = double;
  const client = new GitHubClient({
    credentials: { kind: 'app', appId, privateKey },
    ...{ apiUrl, clock: systemClock },
  });
  harness = await WebhookHarness.start();
  await saveTeam('vision', ['acme/digits']);
  await harness.addReplica({ hostOf: githubHosts(client, Number(appId)), clock });
});
afterEach(async () => {
  await harness.stop();
  await branches[Symbol.asyncDispose]();
  await double.close();
});

async function saveTeam(name: string, repositories: readonly string[]): Promise<void> {
  const [document] = parseResources(
    'team.yaml',
    JSON.stringify({
      apiVersion: 'slipway.dev/v1',
      kind: 'Team',
      metadata: { name },
      spec: { repositories },
    }),
  );
  await harness.database.schedulerStore.transaction((transaction) =>
    transaction.saveResource({
      ...{
        kind: 'Team',
        team: undefined,
        name,
        generation: 1,
        change: `team ${name} ${repositories.join(' ')}`,
        source: '',
        files: {},
      },
      ...{ document: { ...document }, updatedAt: new Date(), rejection: undefined },
    }),
  );
}

async function deliver(
  event: string,
  action: string | undefined,
  change: Readonly<Record<string, unknown>>,
): Promise<DeliveryView> {
  const payload = githubPayload(event, action, { 'repository.full_name': 'Acme/Digits', ...change });
  const delivery = signedDelivery(event, payload);
  await harness.send(delivery);
  return harness.settled(delivery.id);
}

const push = (commit: string, before: string, ref = 'refs/heads/main'): Promise<DeliveryView> =>
  deliver('push', undefined, { ref, after: commit, before, deleted: false });
const pullRequest = (action: string, number: number): Promise<DeliveryView> =>
  deliver('pull_request', action, { number, 'pull_request.number': number });
const button = (
  action: string,
  commit: string,
  change: Readonly<Record<string, unknown>>,
): Promise<DeliveryView> => deliver('check_run', action, { 'check_run.head_sha': commit, ...change });

const runs = (): Promise<readonly WorkflowRunRecord[]> =>
  harness.database.workflowStore.list('vision', {}, { after: undefined, limit: 100 });
const newest = async (): Promise<WorkflowRunRecord> => {
  const [run] = await runs();
  if (!run) throw new Error('no workflow has begun');
  return run;
};
const newestIn = async (state: WorkflowRunRecord['run']['state']): Promise<WorkflowRunRecord> => {
  await until(`the newest run is ${state}`, async () => (await runs())[0]?.run.state === state);
  return newest();
};

/** Plays those who do the jobs. */
async function play(id: number, ...inputs: readonly WorkflowInput[]): Promise<void> {
  await harness.database.workflowStore.transaction(async (statements) => {
    const record = await statements.lock(id);
    if (!record) throw new Error('there is no such run');
    const run = inputs.reduce((before, input) => advanceWorkflow(record, before, input), record.run);
    await statements.save({ ...record, run }, new Date());
  });
}
const at = '2026-11-27T12:00:00.000Z';
const ended = (job: string, state: 'succeeded' | 'failed' = 'succeeded'): WorkflowInput => ({
  ...{ kind: 'job-ended', job, state, at },
  result: { cluster: 'local', metrics: { accuracy: 0.97 } },
});

/** The last of each check on a commit. */
const checks = (commit: string): Readonly<Record<string, DoubleCheckRun>> =>
  Object.fromEntries(
    repository.checkRuns.filter((run) => run.commit === commit).map((run) => [run.name, run]),
  );
const told = (commit: string, name: string, status: string): Promise<unknown> =>
  until(`${name} is ${status}`, () => {
    const check = checks(commit)[name];
    return check !== undefined && (check.conclusion ?? check.status) === status;
  });

describe('a push to the repository of a team', () => {
  it('starts its workflow once, and each job is a check run from the beginning to the end', async () => {
    const before = await plainGit(branches.git, 'rev-parse', 'main');
    const commit = await branches.write('main', { 'src/train.py': 'print(1)\n' });
    expect(await push(commit, before)).toMatchObject({
      ...{ state: 'handled', reason: expect.stringMatching(/^digits: run \d+ has begun$/) },
    });
    expect((await push(commit, before)).reason).toBe('digits: it has begun before');
    const { id, team, event } = await newestIn('running');
    expect({ team, event }).toEqual({ team: 'vision', event: { name: 'push', branch: 'main', commit } });
    await told(commit, 'digits / test', 'queued');
    await play(id, { kind: 'job-started', job: 'test', run: 'digits-test-abc', at });
    await told(commit, 'digits / test', 'in_progress');
    await play(id, ended('test'));
    await told(commit, 'digits / test', 'success');
    expect(checks(commit)['digits / test']?.summary).toContain('| `accuracy` | 0.97 |');
    await play(id, ended('train', 'failed'));
    await told(commit, 'digits / train', 'failure');
    await told(commit, 'digits / app', 'skipped');
    expect(repository.checkRuns.filter(({ name }) => name === 'digits / test')).toHaveLength(1);
  });

  it('starts nothing when no path was changed that it looks at, nor on another branch', async () => {
    const before = await plainGit(branches.git, 'rev-parse', 'main');
    const readme = await branches.write('main', { 'README.md': 'Digits\n' });
    expect((await push(readme, before)).reason).toBe('digits: no path that it looks at was changed');
    const other = await branches.write('other', { 'src/train.py': 'print(2)\n' });
    expect((await push(other, before, 'refs/heads/other')).reason).toBe(
      'digits: it does not start by a push to other',
    );
    expect(await runs()).toEqual([]);
  });

  it('that another one follows at once starts what it has changed, of the tip', async () => {
    const before = await plainGit(branches.git, 'rev-parse', 'main');
    const one = await branches.write('main', { 'src/train.py': 'print(3)\n' });
    const tip = await branches.write('main', { 'README.md': 'Digits\n' });
    await push(one, before);
    expect((await newestIn('running')).event).toEqual({ name: 'push', branch: 'main', commit: tip });
    await push(tip, one);
    expect(await runs()).toHaveLength(1);
  });

  it('tells GitHub of the jobs alone of which there is something new to say', async () => {
    const before = await plainGit(branches.git, 'rev-parse', 'main');
    const commit = await branches.write('main', { 'src/train.py': 'print(12)\n' });
    await push(commit, before);
    const { id } = await newestIn('running');
    const all = async (): Promise<void> => {
      await until(
        'all is told',
        async () => (await harness.database.workflowStore.untold(10, [])).length === 0,
      );
    };
    await all();
    const asked = double.requests.length;
    await play(id, { kind: 'job-started', job: 'test', run: 'digits-test-abc', at });
    await told(commit, 'digits / test', 'in_progress');
    await all();
    const about = double.requests.slice(asked).filter((call) => call.includes('/check-runs'));
    // What was said of it last is looked up, and what is new is said.
    expect(about.map((call) => call.split(' ')[0])).toEqual(['GET', 'PATCH']);
  });

  it('back to an older commit starts the workflow of that commit again, once', async () => {
    const base = await plainGit(branches.git, 'rev-parse', 'main');
    const one = await branches.write('main', { 'src/train.py': 'print(13)\n' });
    await push(one, base);
    const two = await branches.write('main', { 'src/train.py': 'print(14)\n' });
    await push(two, one);
    const back = (commit: string): Promise<unknown> =>
      plainGit(branches.git, 'update-ref', 'refs/heads/main', commit);
    await back(one);
    expect((await push(one, two)).reason).toMatch(/^digits: run \d+ has begun$/);
    for (const [commit, before] of [
      [one, two],
      [two, one],
      [one, base],
    ] as const)
      expect((await push(commit, before)).reason).not.toMatch(/has begun$/);
    await back(two);
    await push(two, one);
    await back(one);
    await push(one, two);
    await push(one, two);
    expect((await runs()).map(({ event }) => event.commit)).toEqual([one, two, one, two, one]);
  });

  it('starts it although its Team was applied just before', async () => {
    double.addRepository('acme/tones', branches.git);
    await saveTeam('audio', ['acme/tones']);
    const tag = { 'repository.full_name': 'acme/tones', ref: 'refs/tags/v2.0' };
    await plainGit(branches.git, 'tag', 'v2.0', 'main');
    const commit = await plainGit(branches.git, 'rev-parse', 'main');
    expect(await deliver('push', undefined, { ...tag, after: commit })).toMatchObject({
      ...{ state: 'handled', reason: expect.stringMatching(/has begun$/) },
    });
  });

  it('of a tag starts it by the tag', async () => {
    await plainGit(branches.git, 'tag', 'v1.0', 'main');
    const commit = await plainGit(branches.git, 'rev-parse', 'main');
    await push(commit, '0'.repeat(40), 'refs/tags/v1.0');
    expect((await newestIn('running')).event).toEqual({ name: 'tag', tag: 'v1.0', commit });
  });

  it('is not told of for ever when the App may not write checks', async () => {
    double.app.revoke('checks');
    const before = await plainGit(branches.git, 'rev-parse', 'main');
    await push(await branches.write('main', { 'src/train.py': 'print(11)\n' }), before);
    await newestIn('running');
    await until('nothing is left to be told', async () => {
      return (await harness.database.workflowStore.untold(10, [])).length === 0;
    });
  });

  it('with a file that is not understood says on the commit where it is wrong', async () => {
    const before = await plainGit(branches.git, 'rev-parse', 'main');
    const commit = await branches.write('main', {
      'slipway.yaml': workflow.replace('needs: [test]', 'needs: [tset]'),
    });
    expect((await push(commit, before)).reason).toContain('slipway.yaml is not understood');
    const check = checks(commit)['slipway.yaml'];
    expect(check).toMatchObject({ conclusion: 'failure', title: 'slipway.yaml is not understood' });
    expect(check?.annotations[0]).toMatchObject({
      ...{ path: 'slipway.yaml', start_line: 14, annotation_level: 'failure' },
      message: expect.stringContaining('there is no job tset in the workflow'),
    });
  });

  it('of a repository that no team has is ignored', async () => {
    expect(
      await deliver('push', undefined, { 'repository.full_name': 'eve/digits', ref: 'refs/heads/main' }),
    ).toMatchObject({ state: 'ignored' });
  });
});

describe('a pull request on the repository of a team', () => {
  it('starts its workflow; new commits take the place of older ones, and its end stops all', async () => {
    const first = await branches.write('faster', { 'src/train.py': 'print(4)\n' });
    const number = repository.open('Faster', 'faster', 'alice');
    await pullRequest('opened', number);
    const one = await newestIn('running');
    await play(one.id, { kind: 'job-started', job: 'test', run: 'digits-test-abc', at });
    const second = await branches.write('faster', { 'src/train.py': 'print(5)\n' });
    await pullRequest('synchronize', number);
    await until('the newer one is at work', async () => {
      const { event, run } = await newest();
      return event.commit === second && run.state === 'running';
    });
    const two = await newest();
    const [, superseded] = await runs();
    expect(superseded?.run).toMatchObject({
      ...{ state: 'cancelled', reason: `run ${String(two.id)} took its place` },
      jobs: [{ name: 'test', state: 'stopping' }, { state: 'cancelled' }, { state: 'cancelled' }],
    });
    await told(first, 'digits / app', 'cancelled');
    await play(two.id, ended('test'), ended('train'), {
      ...{ kind: 'job-started', job: 'app', run: 'digits-app-abc', at },
    });
    await told(second, 'digits / app', 'success');
    expect(checks(second)['digits / app']?.title).toBe(`up at https://pr-${String(number)}.example.com`);
    repository.close(number, second);
    expect((await pullRequest('closed', number)).reason).toBe(
      `pull request #${String(number)} is closed; 1 of its workflows were stopped`,
    );
    expect((await newest()).run.jobs[2]).toMatchObject({ name: 'app', state: 'stopping' });
    repository.reopen(number);
    await pullRequest('reopened', number);
    expect((await newest()).id).toBeGreaterThan(two.id);
    expect((await newest()).event.commit).toBe(second);
    // One that never came up was never deployed.
    expect(repository.states.deployments.map(({ commit }) => commit)).toEqual([second]);
  });

  it('whose branch goes back to an older commit starts its workflow again, once', async () => {
    const first = await branches.write('back', { 'src/train.py': 'print(15)\n' });
    const number = repository.open('Back', 'back', 'alice');
    await pullRequest('opened', number);
    const second = await branches.write('back', { 'src/train.py': 'print(16)\n' });
    await pullRequest('synchronize', number);
    await plainGit(branches.git, 'update-ref', 'refs/heads/back', first);
    await pullRequest('synchronize', number);
    await pullRequest('synchronize', number);
    await pullRequest('opened', number);
    expect((await runs()).map(({ event }) => event.commit)).toEqual([first, second, first]);
  });

  it('of a fork runs when somebody who may write has approved the commit, by the workflow of the base', async () => {
    const commit = await branches.write('patch', {
      'slipway.yaml': workflow.replace('[pytest]', '[sh, -c, "curl evil.example"]'),
      'src/train.py': 'print(6)\n',
    });
    const number = repository.open('Patch', 'patch', 'eve', '', true);
    await pullRequest('opened', number);
    await told(commit, 'digits / test', 'action_required');
    expect(checks(commit)['digits / test']?.actions).toMatchObject([{ identifier: 'approve' }]);
    await told(commit, 'digits / app', 'skipped');
    const approve = (login: string): Promise<DeliveryView> =>
      button('requested_action', commit, {
        ...{ 'check_run.name': 'digits / test', 'sender.login': login },
        requested_action: { identifier: 'approve' },
      });
    expect((await approve('eve')).reason).toBe('eve may not write to acme/digits: nothing was done');
    expect((await newest()).run.state).toBe('waiting-for-approval');
    expect((await approve('alice')).reason).toMatch(/^alice: approved, runs \d+$/);
    const { workflow: running } = await newestIn('running');
    expect(running.spec.jobs[0]?.run?.command).toEqual(['pytest']);
  });

  it('of a fork asks for approval of its newest commit alone', async () => {
    await branches.write('patch', { 'src/train.py': 'print(8)\n' });
    const number = repository.open('Patch', 'patch', 'eve', '', true);
    await pullRequest('opened', number);
    const commit = await branches.write('patch', { 'src/train.py': 'print(9)\n' });
    await pullRequest('synchronize', number);
    expect((await runs()).map(({ run }) => [run.state, run.reason])).toEqual([
      ['waiting-for-approval', undefined],
      ['cancelled', `commit ${commit.slice(0, 12)} took its place`],
    ]);
  });

  it('is not run again by a button for a team that has given the repository up, nor instead of it what others started by hand', async () => {
    const commit = await branches.write('again', { 'src/train.py': 'print(10)\n' });
    await pullRequest('opened', repository.open('Again', 'again', 'alice'));
    const record = await newestIn('running');
    await play(record.id, ended('test', 'failed'));
    const byHand = await harness.database.workflowStore.transaction((statements) =>
      statements.begin({ ...record, key: 'manual audio 1', team: 'audio', isOnGitHub: false }),
    );
    await play(byHand?.id ?? 0, ended('test', 'failed'));
    const press = (): Promise<DeliveryView> =>
      button('rerequested', commit, { 'check_run.name': 'digits / test', 'sender.login': 'bob' });
    await saveTeam('vision', []);
    await saveTeam('audio', ['acme/digits']);
    expect((await press()).reason).toBe('there is nothing to be done for it now');
    await saveTeam('vision', ['acme/digits']);
    expect((await press()).reason).toBe(`bob: run again, runs ${String(record.id)}`);
  });

  it('runs a job again by the button of its check', async () => {
    const commit = await branches.write('again', { 'src/train.py': 'print(7)\n' });
    await pullRequest('opened', repository.open('Again', 'again', 'alice'));
    const { id } = await newestIn('running');
    await play(id, ended('test', 'failed'));
    await told(commit, 'digits / test', 'failure');
    const pressed = await button('rerequested', commit, {
      ...{ 'check_run.name': 'digits / test', 'sender.login': 'bob' },
    });
    expect(pressed.reason).toBe(`bob: run again, runs ${String(id)}`);
    expect((await newestIn('running')).run.jobs).toMatchObject([
      { name: 'test', state: 'ready', attempt: 2 },
      { state: 'waiting', attempt: 2 },
      { state: 'waiting', attempt: 2 },
    ]);
    await told(commit, 'digits / test', 'queued');
  });
});

describe('a schedule of the default branch', () => {
  it('starts the workflow when its time has come, once', async () => {
    const before = await plainGit(branches.git, 'rev-parse', 'main');
    const commit = await branches.write('main', { 'README.md': 'Digits\n' });
    await push(commit, before);
    expect(await runs()).toEqual([]);
    ahead = 86_400_000;
    await harness.database.signals.notify('slipway_workflows', '');
    expect((await newestIn('running')).event).toMatchObject({ name: 'schedule', cron: '0 3 * * *', commit });
    await harness.database.signals.notify('slipway_workflows', '');
    await harness.database.signals.notify('slipway_workflows', '');
    expect(await harness.database.workflowStore.dueSchedules(clock.now(), 10)).toEqual([]);
    expect(await runs()).toHaveLength(1);
    const { event } = await newest();
    await branches.write('main', { 'README.md': 'The digits\n' });
    const time = { workflow: 'digits', cron: '0 3 * * *' };
    const { workflowStore: store } = harness.database;
    await store.moveSchedule('acme/digits', time, new Date(event.name === 'schedule' ? event.due : NaN));
    await until('it was looked at again', async () => {
      await harness.database.signals.notify('slipway_workflows', '');
      return (await store.dueSchedules(clock.now(), 10)).length === 0;
    });
    expect(await runs()).toHaveLength(1);
  });
});
