import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeliveryView } from '@slipway/contracts';
import { GitHubDouble, type DoubleRepository } from '@slipway/github/testing';
import type { RunRequest } from '@slipway/ports';
import { addSampleRun } from '@slipway/postgres/testing';
import { Branches, plainGit, temporaryDirectory, until, type TemporaryDirectory } from '@slipway/testing';
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
let number: number;
let commit: string;
beforeEach(async () => {
  folder = await temporaryDirectory();
  branches = await Branches.start(environmentFiles);
  double = await GitHubDouble.start();
  repository = double.addRepository('acme/environment', branches.git);
  harness = await WebhookHarness.start();
  await harness.addReplica({ pullRequests: await sourceOnDouble(double, branches.git, folder.path) });
  commit = await branches.write('more', { [jobFile]: jobOf(1) });
  number = repository.open('A job', 'more', 'member');
});
afterEach(async () => {
  await harness.stop();
  await branches[Symbol.asyncDispose]();
  await folder.remove();
  await double.close();
});

const deliver = async (event: string, action: string, change: object): Promise<DeliveryView> => {
  const fields = { 'repository.full_name': 'acme/environment', ...change };
  const delivery = signedDelivery(event, githubPayload(event, action, fields));
  await harness.send(delivery);
  return harness.settled(delivery.id);
};

const told = (id: number): Promise<DeliveryView> =>
  deliver('issue_comment', 'created', {
    'issue.number': number,
    'issue.pull_request': { url: 'https://api.github.com/repos/acme/environment/pulls/1' },
    'comment.id': id,
  });

/** What the last comment of Slipway says. */
const answer = (): string => repository.comments.bodies(number).at(-1) ?? '';

async function say(body: string, author = 'alice'): Promise<string> {
  await told(repository.comments.write(number, body, author));
  return answer();
}

const reviewed = async (): Promise<void> => {
  await repository.review(number, 'lead', 'APPROVED');
  await deliver('pull_request_review', 'submitted', { 'pull_request.number': number });
};
const reviewsCheck = (): unknown =>
  repository.checkRuns.findLast(({ name }) => name === 'slipway/reviews')?.title;

/** As the scheduler notes it, which is not part of this test. */
async function tookOver(mergeCommit: string, run?: string): Promise<void> {
  await harness.database.schedulerStore.transaction((transaction) =>
    transaction.noteTakenOver({
      ...{ repository: 'environment', commit: mergeCommit, change: undefined, refusal: undefined },
      ...{ key: { kind: 'Job', team: 'vision', name: 'digits' }, run, at: new Date() },
    }),
  );
}

const asked = (): Promise<readonly RunRequest[]> =>
  harness.database.schedulerStore.transaction((transaction) => transaction.takeRunRequests(10));

describe('a comment on a pull request', () => {
  it('plans it again', async () => {
    expect(await say('/slipway plan', 'member')).toMatch(
      /^<!-- slipway:answer-\d+ -->\n> `\/slipway plan`\n\nThe plan of pull request \d+ at [0-9a-f]{12} is ok: 1 added, 0 changed, 0 removed\.\n$/,
    );
    expect(repository.checkRuns.length).toBe(2);
  });

  it('is answered once, however often GitHub tells of it', async () => {
    const id = repository.comments.write(number, '/slipway plan');
    expect((await told(id)).state).toBe('handled');
    expect(await told(id)).toMatchObject({ state: 'ignored', reason: 'it was answered already' });
    expect(repository.comments.bodies(number).filter((body) => body.includes('answer-')).length).toBe(1);
  });

  it('merges it when its checks have succeeded, and says why not before', async () => {
    await say('/slipway plan');
    expect(await say('/slipway apply')).toContain(
      'It is not merged: `slipway/reviews` says: 1 review to be given.',
    );
    await reviewed();
    expect(await say('/slipway apply')).toMatch(/Merged as [0-9a-f]{40}\.\n$/);
    expect(await plainGit(branches.git, 'log', '-1', '--format=%s|%b', 'main')).toBe(
      `Merge pull request #${String(number)}: A job|Asked for by alice.\n`,
    );
    expect(await say('/slipway apply')).toContain('The pull request is merged.');
  });

  it('holds it until it is let go', async () => {
    await say('/slipway plan');
    await reviewed();
    expect(reviewsCheck()).toBe('all reviews are given');
    await say('/slipway hold');
    expect(reviewsCheck()).toBe('held by alice');
    expect(await say('/slipway apply', 'bob')).toContain('alice holds it');
    await say('/slipway hold off', 'bob');
    expect(reviewsCheck()).toBe('all reviews are given');
  });

  it('asks the scheduler about the runs of its merge, once', async () => {
    expect(await say('/slipway retry')).toContain('The pull request is open: it has started nothing.');
    const merge = await repository.merge(number);
    await tookOver(merge);
    expect(await say('/slipway retry')).toContain('Nothing of its merge has failed.');
    expect(await say('/slipway cancel')).toContain('Nothing of its merge runs.');
    expect(await asked()).toEqual([]);
    const { run } = await addSampleRun(harness.database.schedulerStore, 'vision', { name: 'digits-1' });
    expect(run.state).toBe('pending');
    await tookOver(merge, 'digits-1');
    expect(await say('/slipway cancel')).toContain(
      'To be stopped:\n- `Job/vision/digits`: run `digits-1` is pending',
    );
    expect(await say('/slipway retry')).toContain('Nothing of its merge has failed.');
    expect(await asked()).toMatchObject([
      {
        verb: 'cancel',
        commit: merge,
        requestedBy: 'alice',
        reason: `asked for by alice in #${String(number)}`,
      },
    ]);
    expect(await asked()).toEqual([]);
  });

  it('proposes to take back a merge whose title would break the line of a commit', async () => {
    number = repository.open('A job\u202E \u2028', 'more', 'member');
    await repository.merge(number);
    expect(await say('/slipway rollback')).toContain('Proposed as');
    const [proposal] = await harness.database.proposalStore('environment').inState('accepted', 5);
    const [open] = await harness.database.proposalStore('environment').inState('open', 5);
    expect((proposal ?? open)?.subject).toBe(`Take back #${String(number)}: A job`);
  });

  it('proposes to take its merge back', async () => {
    expect(await say('/slipway rollback')).toContain(
      'The pull request is open: there is nothing to take back.',
    );
    await repository.merge(number);
    expect(await say('/slipway rollback')).toMatch(
      /Proposed as `\w{26}`: its pull request takes back 1 file,/,
    );
    const store = harness.database.proposalStore('environment');
    await until('it has a pull request', async () => (await store.inState('open', 5)).length > 0);
    const [proposal] = await store.inState('open', 5);
    expect(proposal).toMatchObject({
      ...{ subject: `Take back #${String(number)}: A job`, requestedBy: 'alice', team: 'vision' },
      ...{ autoMerge: true, operations: [{ op: 'delete', path: jobFile }] },
    });
    await branches.write('main', { [jobFile]: undefined });
    expect(await say('/slipway rollback')).toContain('It was taken back already');
  });

  it('of who may not ask, of a program, or without a command does nothing', async () => {
    expect(await say('/slipway apply', 'carol')).toContain(
      '@carol may not ask for this: it takes the right to write to the repository.',
    );
    expect(await say('/slipway plan', 'carol')).toContain('@carol may not ask for this');
    const before = repository.comments.bodies(number).length;
    expect(await told(repository.comments.write(number, 'looks good'))).toMatchObject({
      ...{ state: 'ignored', reason: 'it asks for nothing' },
    });
    const gone = repository.comments.write(number, '/slipway plan');
    repository.comments.remove(gone);
    expect(await told(gone)).toMatchObject({ state: 'ignored', reason: 'the comment is gone' });
    expect(repository.comments.bodies(number).length).toBe(before + 1);
    expect(repository.checkRuns.filter((run) => run.commit === commit)).toEqual([]);
  });

  it('that asks for what there is not is told what there is', async () => {
    const said = await say('/slipway explode\n/slipway help');
    expect(said).toContain('> `/slipway explode`\n\nThere is no such command.');
    expect(said).toContain('- `/slipway apply`: merge it, when its checks have succeeded');
  });
});
