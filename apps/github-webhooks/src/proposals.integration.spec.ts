import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Proposal } from '@slipway/changes';
import { proposalEndpoints, pullRequestEndpoints, type ProposalView } from '@slipway/contracts';
import { GitHubDouble, type DoubleRepository } from '@slipway/github/testing';
import { ForbiddenError, newId } from '@slipway/kernel';
import { Branches, plainGit, temporaryDirectory, until, type TemporaryDirectory } from '@slipway/testing';
import type { PullRequestSource } from './github-webhooks-deps.ts';
import { environmentFiles, jobFile, jobOf } from './testing/environment-files.ts';
import { githubPayload } from './testing/github-payload.ts';
import { embeddedSource, sourceOnDouble } from './testing/pull-request-sources.ts';
import { signedDelivery } from './testing/signed-delivery.ts';
import { WebhookHarness } from './testing/webhook-harness.ts';

const teamFile = 'teams/vision/team.yaml';
const files = {
  ...environmentFiles,
  [teamFile]: environmentFiles[teamFile]?.replace('user: lead', 'user: alice') ?? '',
};

describe.each(['GitHub', 'the embedded host'])('proposals on %s', (name) => {
  const isGitHub = name === 'GitHub';
  let folder: TemporaryDirectory;
  let branches: Branches;
  let double: GitHubDouble;
  let repository: DoubleRepository;
  let harness: WebhookHarness;
  let source: PullRequestSource;
  beforeEach(async () => {
    folder = await temporaryDirectory();
    branches = await Branches.start(files);
    double = await GitHubDouble.start();
    repository = double.addRepository('acme/environment', branches.git);
    harness = await WebhookHarness.start();
    source = isGitHub
      ? await sourceOnDouble(double, branches.git, folder.path)
      : await embeddedSource(harness.database, branches.git);
  });
  afterEach(async () => {
    await harness.stop();
    await branches[Symbol.asyncDispose]();
    await folder.remove();
    await double.close();
  });

  let time = Date.now();
  async function propose(cpu: number, overrides: Partial<Proposal> = {}): Promise<string> {
    time += 1;
    const proposal: Proposal = {
      ...{ id: newId(new Date(time)), repository: 'environment', team: 'vision', service: 'scheduler' },
      ...{ subject: 'Add Job/vision/digits', requestedBy: 'member', resource: 'Job/vision/digits' },
      ...{ reason: 'a first try', traceparent: undefined, key: 'Job/vision/digits' },
      ...{ evidence: 'It is **better**.', autoMerge: false },
      operations: [{ op: 'write', path: jobFile, content: jobOf(cpu) }],
      ...overrides,
    };
    return harness.database.schedulerStore.transaction(({ proposals }) => proposals.propose(proposal));
  }

  const find = (proposal: string): Promise<ProposalView> =>
    harness.as('alice').call(proposalEndpoints.getProposal, { params: { team: 'vision', proposal } });
  const inState = (proposal: string, state: ProposalView['state']): Promise<unknown> =>
    until(`the proposal is ${state}`, async () => (await find(proposal)).state === state);
  const opened = async (proposal: string): Promise<number> => {
    await inState(proposal, 'open');
    const { number = 0 } = await find(proposal);
    await touched('pull_request', 'opened', number);
    return number;
  };
  /** GitHub tells of what happened to a pull request; the embedded host sees it by itself. */
  const touched = async (event: string, action: string, number: number): Promise<void> => {
    if (!isGitHub) return;
    const change = { 'repository.full_name': 'acme/environment', number, 'pull_request.number': number };
    const delivery = signedDelivery(event, githubPayload(event, action, change));
    await harness.send(delivery);
    await harness.settled(delivery.id);
  };
  const approve = async (number: number): Promise<void> => {
    if (isGitHub) {
      await repository.review(number, 'alice', 'APPROVED');
      await touched('pull_request_review', 'submitted', number);
      return;
    }
    const { commit } = (await source.host.pullRequest(number)).head;
    await harness.as('alice').call(pullRequestEndpoints.reviewPullRequest, {
      params: { number },
      body: { verdict: 'approved', commit },
    });
  };
  const proposalBranchesInGit = (): Promise<string> =>
    plainGit(branches.git, 'branch', '--list', 'slipway/*');

  it('become pull requests that say why and what speaks for it, and ask those who own the paths', async () => {
    await harness.addReplica({ pullRequests: source });
    const id = await propose(1);
    const waited = await harness.as('alice').call(proposalEndpoints.getProposal, {
      params: { team: 'vision', proposal: id },
      query: { wait: true },
    });
    expect(waited).toMatchObject({ state: 'open', number: expect.any(Number), paths: [jobFile] });
    const number = await opened(id);
    const pull = await source.host.pullRequest(number);
    expect(pull).toMatchObject({
      ...{ title: 'Add Job/vision/digits', state: 'open', base: 'main' },
      body: expect.stringMatching(
        /^a first try\n\nIt is \*\*better\*\*\.\n\nProposed by Slipway's scheduler for member/,
      ),
      head: { branch: `slipway/proposals/${id.toLowerCase()}` },
    });
    expect(await plainGit(branches.git, 'show', '--format=%an %s', '--name-only', pull.head.commit)).toBe(
      `member Add Job/vision/digits\n\n${jobFile}`,
    );
    await until('its owner is asked', async () =>
      (await source.host.pullRequest(number)).reviewers.includes('alice'),
    );
    const { items } = await harness
      .as('alice')
      .call(proposalEndpoints.listProposals, { params: { team: 'vision' }, query: { state: 'open' } });
    expect(items.map((item) => item.id)).toEqual([id]);
  });

  it('take the place of older ones of the same, which are closed and say so', async () => {
    await harness.addReplica({ pullRequests: source });
    const older = await propose(1);
    const first = await opened(older);
    const other = await propose(1, {
      key: 'Job/vision/other',
      operations: [{ op: 'delete', path: teamFile }],
    });
    await opened(other);
    const newer = await propose(2);
    await inState(older, 'superseded');
    const { number = 0 } = await find(newer);
    expect(await find(older)).toMatchObject({ note: `#${String(number)} took its place` });
    expect(await source.host.pullRequest(first)).toMatchObject({ state: 'closed' });
    expect(await source.host.comments(first)).toContainEqual({
      key: 'proposal',
      body: `Superseded: #${String(number)} took its place.\n`,
    });
    expect((await find(other)).state).toBe('open');
    expect(await proposalBranchesInGit()).not.toContain(older.toLowerCase());
  });

  it('end with their pull requests, and leave no branch behind', async () => {
    await harness.addReplica({ pullRequests: source });
    const id = await propose(1);
    const number = await opened(id);
    await source.host.closePullRequest(number);
    await touched('pull_request', 'closed', number);
    await inState(id, 'closed');
    expect(await proposalBranchesInGit()).toBe('');
    expect((await propose(1)) === id).toBe(false);
  });

  it('are merged by themselves once their checks have succeeded, where that is allowed', async () => {
    await harness.addReplica({ pullRequests: source });
    const id = await propose(1, { autoMerge: true });
    const number = await opened(id);
    await until('its reviews are asked for', async () => {
      const checks = await source.host.checks((await source.host.pullRequest(number)).head.commit);
      return checks.some(({ state }) => state === 'action-required');
    });
    expect((await find(id)).state).toBe('open');
    await approve(number);
    await inState(id, 'merged');
    expect(await plainGit(branches.git, 'show', `main:${jobFile}`)).toBe(jobOf(1).trimEnd());
    expect(await proposalBranchesInGit()).toBe('');
  });

  it('are not merged by themselves when somebody has added to them', async () => {
    await harness.addReplica({ pullRequests: source });
    const id = await propose(1, { autoMerge: true });
    const number = await opened(id);
    await branches.write(`slipway/proposals/${id.toLowerCase()}`, { [jobFile]: jobOf(2) });
    await touched('pull_request', 'synchronize', number);
    await approve(number);
    await until('its checks have succeeded', async () => {
      const checks = await source.host.checks((await source.host.pullRequest(number)).head.commit);
      return checks.length === 2 && checks.every(({ state }) => state === 'success');
    });
    const next = await propose(3, { key: 'another' });
    await opened(next);
    expect((await find(id)).state).toBe('open');
  });

  it('of what is there already, or can not be, come to an end that says so', async () => {
    await branches.write('main', { [jobFile]: jobOf(1), 'teams/vision/jobs/digits/train.py': 'x\n' });
    await harness.addReplica({ pullRequests: source });
    const same = await propose(1);
    await inState(same, 'no-effect');
    expect((await find(same)).note).toBe('main already is as it wants it');
    const impossible = await propose(1, {
      key: 'impossible',
      operations: [{ op: 'write', path: 'teams/vision/jobs/digits/train.py/x.py', content: 'x\n' }],
    });
    await inState(impossible, 'rejected');
    expect((await find(impossible)).note).toContain('train.py');
  });

  it('have one pull request, also when a crash came before it was recorded', async () => {
    const id = await propose(1);
    const store = harness.database.proposalStore('environment');
    const proposal = await store.find(id);
    if (!proposal) throw new Error('it is not there');
    const head = `slipway/proposals/${id.toLowerCase()}`;
    await source.proposalBranches.make(head, {
      ...{ operations: proposal.operations, message: 'x\n', at: new Date() },
      author: { name: 'member', email: 'member@slipway.invalid' },
    });
    const { number } = await source.host.openPullRequest({
      ...{ title: 'x', body: '', author: 'member', base: 'main', head },
    });
    await harness.addReplica({ pullRequests: source });
    expect(await opened(id)).toBe(number);
    expect((await source.host.openPullRequests(10)).length).toBe(1);
  });

  it('whose pull requests are others, as on another host, come to an end and harm nobody', async () => {
    const id = await propose(1);
    const other = await propose(1, { key: 'another' });
    const commit = await branches.write('theirs', { 'README.md': 'theirs\n' });
    const { number } = await source.host.openPullRequest({
      ...{ title: 'Theirs', body: '', author: 'member', base: 'main', head: 'theirs' },
    });
    const store = harness.database.proposalStore('environment');
    await store.noteOpened(id, { number, url: undefined, commit });
    await store.noteOpened(other, { number: 999, url: undefined, commit });
    await harness.addReplica({ pullRequests: source });
    await inState(id, 'closed');
    await inState(other, 'closed');
    expect((await find(id)).note).toBe(`#${String(number)} is not its pull request any more`);
    expect((await source.host.pullRequest(number)).state).toBe('open');
  });

  it('are not merged by themselves while somebody holds them', async () => {
    await harness.addReplica({ pullRequests: source });
    const id = await propose(1, { autoMerge: true });
    const number = await opened(id);
    await harness.database.pullRequestHolds.hold('environment', number, 'alice', new Date());
    await approve(number);
    await opened(await propose(1, { key: 'another' }));
    expect((await find(id)).state).toBe('open');
    await harness.database.pullRequestHolds.release('environment', number);
    await approve(number);
    await inState(id, 'merged');
  });

  it('that can not be opened hold up no others, and say why', async () => {
    const [waiting, broken, good] = [
      await propose(1, { key: 'waiting' }),
      await propose(2, { key: 'broken' }),
      await propose(3, { key: 'good' }),
    ];
    const { proposalBranches } = source;
    const faults = new Map([
      [`slipway/proposals/${waiting.toLowerCase()}`, new ForbiddenError('no right to push')],
      [`slipway/proposals/${broken.toLowerCase()}`, new TypeError('a defect')],
    ]);
    const make: typeof proposalBranches.make = async (branch, draft) => {
      const fault = faults.get(branch);
      if (fault) throw fault;
      return proposalBranches.make(branch, draft);
    };
    await harness.addReplica({
      pullRequests: { ...source, proposalBranches: { ...proposalBranches, make } },
    });
    await inState(good, 'open');
    await inState(broken, 'rejected');
    expect((await find(broken)).note).toBe('a defect');
    expect(await find(waiting)).toMatchObject({ state: 'accepted', note: 'no right to push' });
  });

  it('are superseded also when a crash came after the older one was closed', async () => {
    const store = harness.database.proposalStore('environment');
    const ids: string[] = [];
    for (const cpu of [1, 2]) {
      const id = await propose(cpu);
      const head = `slipway/proposals/${id.toLowerCase()}`;
      const commit = await branches.write(head, { [jobFile]: jobOf(cpu) });
      const draft = { title: 'x', body: '', author: 'member', base: 'main', head };
      const { number } = await source.host.openPullRequest(draft);
      await store.noteOpened(id, { number, url: undefined, commit });
      ids.push(id);
    }
    const [older = '', newer = ''] = ids;
    await source.host.closePullRequest((await store.find(older))?.number ?? 0);
    await harness.addReplica({ pullRequests: source });
    await inState(older, 'superseded');
    expect(await find(older)).toMatchObject({
      note: `#${String((await find(newer)).number)} took its place`,
    });
    expect((await find(newer)).state).toBe('open');
  });

  it('of other teams are not told', async () => {
    await harness.addReplica({ pullRequests: source });
    const id = await propose(1, {
      team: 'speech',
      operations: [{ op: 'delete', path: 'teams/speech/jobs/x.yaml' }],
    });
    await expect(find(id)).rejects.toMatchObject({ code: 'not_found' });
  });
});
