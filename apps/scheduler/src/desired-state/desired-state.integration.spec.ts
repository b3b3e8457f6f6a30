import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resourceEndpoints, type Resource } from '@slipway/contracts';
import { openEnvironmentHistory } from '@slipway/git';
import { commitMessage } from '@slipway/changes';
import type { EnvironmentHistory, LoggedChange } from '@slipway/ports';
import { until } from '@slipway/postgres/testing';
import { Branches, plainGit } from '@slipway/testing';
import { clusterYaml, jobYaml, teamYaml } from '../testing/sample-resources.ts';
import { SchedulerHarness } from '../testing/scheduler-harness.ts';

const jobFile = 'teams/vision/jobs/digits.yaml';
const teamFile = 'teams/vision/team.yaml';

const studyYaml = JSON.stringify({
  apiVersion: 'slipway.dev/v1',
  kind: 'Study',
  metadata: { name: 'digits', team: 'vision' },
  spec: {
    parameters: [{ name: 'x', kind: 'float', low: 0, high: 1 }],
    objectives: [{ metric: 'loss', direction: 'minimize' }],
    stop: { trials: 3 },
    trials: { workers: 1, image: 'python:3.13', command: ['python', '-c', 'print(1)'] },
  },
});

let branches: Branches;
let history: EnvironmentHistory;
let harness: SchedulerHarness;
beforeEach(async () => {
  branches = await Branches.start({ 'README.md': 'Environment\n' });
  history = await openEnvironmentHistory({ directory: branches.git });
});
afterEach(async () => {
  await harness.stop();
  await history.close();
  await branches[Symbol.asyncDispose]();
});

/** With teams and a cluster that were applied, and are in git. */
async function start(replicas = 1): Promise<void> {
  harness = await SchedulerHarness.start({ history, replicas });
  await harness.apply('root', { yaml: [teamYaml('vision'), teamYaml('speech'), clusterYaml('local')] });
  await commitPending();
}

/** Plays the committer, in git too. */
async function commitPending(): Promise<void> {
  for (const change of await harness.pending()) {
    const files = Object.fromEntries(
      change.operations.map((operation) => [
        operation.path,
        operation.op === 'write' ? operation.content : undefined,
      ]),
    );
    const commit = await branches.write('main', files, { message: commitMessage(change) });
    await harness.database.changeQueue.settle('environment', commit, [
      { id: change.id, state: 'pushed', commit },
    ]);
  }
}

const jobInStore = async (): Promise<Resource | undefined> =>
  harness
    .as('root')
    .call(resourceEndpoints.getJob, { params: { team: 'vision', name: 'digits' } })
    .catch(() => undefined);
const followed = async (commit: string): Promise<void> => {
  await until(
    async () => (await harness.database.schedulerStore.followed.position('environment')) === commit,
  );
};
const rendered = async (): Promise<readonly LoggedChange[]> => harness.pending();

describe('what others commit', () => {
  it('is taken over: a Job runs, and the commit that renders it names theirs', async () => {
    await start();
    const commit = await branches.write(
      'main',
      { [jobFile]: `# By hand.\n${jobYaml('vision', 'digits')}` },
      { message: 'Merge pull request #7: Train digits' },
    );
    await followed(commit);
    const [change, ...more] = await rendered();
    expect(more).toEqual([]);
    expect(change).toMatchObject({
      subject: expect.stringMatching(/^Render Job\/vision\/digits, run digits-/),
      ...{ requestedBy: 'Outsider', reason: 'Merge pull request #7: Train digits', team: 'vision' },
      operations: [{ op: 'write', path: expect.stringMatching(/^clusters\/local\/runs\/vision\//) }],
    });
    expect((await jobInStore())?.generation).toBe(1);
  });

  it('is asked for by its author, whatever its trailers and its subject say', async () => {
    await start();
    const subject = `${'x'.repeat(199)}😀 and more`;
    const message = `${subject}\n\nRequested-By: root\nReason: because root said so\n`;
    await followed(await branches.write('main', { [jobFile]: jobYaml('vision', 'digits') }, { message }));
    const [change] = await rendered();
    expect(change?.requestedBy).toBe('Outsider');
    expect(change?.reason).toBe(`${'x'.repeat(199)}\uFFFD`);
  });

  it('is taken over once, also when a crash came before that was noted', async () => {
    await start();
    const before = await plainGit(branches.git, 'rev-parse', 'main');
    const commit = await branches.write('main', { [jobFile]: jobYaml('vision', 'digits') });
    await followed(commit);
    await harness.database.schedulerStore.followed.move('environment', before);
    await commitPending();
    await followed(await plainGit(branches.git, 'rev-parse', 'main'));
    expect(await rendered()).toEqual([]);
    expect(await harness.database.schedulerStore.countRuns()).toEqual(new Map([['committed', 1]]));
  });

  it('may give the name of a Study to a Job', async () => {
    await start();
    const studyFile = 'teams/vision/studies/digits.yaml';
    await followed(await branches.write('main', { [studyFile]: studyYaml }));
    await commitPending();
    await followed(
      await branches.write('main', { [studyFile]: undefined, [jobFile]: jobYaml('vision', 'digits') }),
    );
    expect((await jobInStore())?.rejection).toBeUndefined();
    expect((await jobInStore())?.generation).toBe(1);
  });

  it('is refused when it brings more than may be applied', async () => {
    await start();
    const names = ['a.py', 'b.py'];
    const content = `# ${'x'.repeat(3_000_000)}\n`;
    const job = jobYaml('vision', 'digits', { source: { files: names } });
    await followed(await branches.write('main', { [jobFile]: jobYaml('vision', 'digits') }));
    await commitPending();
    await followed(
      await branches.write('main', {
        [jobFile]: job,
        ...Object.fromEntries(names.map((name) => [`teams/vision/jobs/digits/${name}`, content])),
      }),
    );
    expect((await jobInStore())?.rejection).toContain('larger than 4194304 bytes');
  });

  it('is rendered anew for a Team, whose own file stays as it was written', async () => {
    await start();
    const text = `# Ours.\n${teamYaml('vision', { members: [{ user: 'lead', role: 'maintainer' }] })}`;
    await followed(await branches.write('main', { [teamFile]: text }));
    const [change] = await rendered();
    expect(change?.subject).toBe('Render Team/vision');
    expect(change?.operations.map(({ path }) => path)).not.toContain(teamFile);
    expect(change?.operations.length).toBeGreaterThan(0);
  });

  it('starts nothing when it means the same', async () => {
    await start();
    await harness.apply('alice', { yaml: jobYaml('vision', 'digits') });
    await commitPending();
    await followed(
      await branches.write('main', { [jobFile]: `# Just a remark.\n${jobYaml('vision', 'digits')}` }),
    );
    expect(await rendered()).toEqual([]);
    expect((await jobInStore())?.generation).toBe(1);
  });

  it('is taken back by a revert', async () => {
    await start();
    await followed(await branches.write('main', { [jobFile]: jobYaml('vision', 'digits') }));
    await commitPending();
    const before = await jobInStore();
    const changed = jobYaml('vision', 'digits', { resources: { cpu: 2 } });
    await followed(await branches.write('main', { [jobFile]: changed }));
    await commitPending();
    expect((await jobInStore())?.generation).toBe(2);
    await followed(
      await branches.write('main', { [jobFile]: jobYaml('vision', 'digits') }, { message: 'Revert it' }),
    );
    const after = await jobInStore();
    expect(after?.spec).toEqual(before?.spec);
    expect(after?.generation).toBe(3);
  });

  it('stops the runs of a Job that is removed', async () => {
    await start();
    await followed(await branches.write('main', { [jobFile]: jobYaml('vision', 'digits') }));
    const [change] = await rendered();
    const run = / run (digits-\w+)$/.exec(change?.subject ?? '')?.[1] ?? '';
    await commitPending();
    await followed(await branches.write('main', { [jobFile]: undefined }, { message: 'No more digits' }));
    expect(await jobInStore()).toBeUndefined();
    expect((await harness.run(run)).state).toMatch(/^cancel/);
    await commitPending();
  });

  it('runs again when it failed and somebody asks for it, once, and is told of anew', async () => {
    await start();
    const commit = await branches.write('main', { [jobFile]: jobYaml('vision', 'digits') });
    await followed(commit);
    const [change] = await rendered();
    const run = / run (digits-\w+)$/.exec(change?.subject ?? '')?.[1] ?? '';
    await commitPending();
    const { deployments, runRequests } = harness.database;
    const ask = (id: string, verb: 'retry' | 'cancel'): Promise<void> =>
      runRequests.ask({
        ...{ id, verb, repository: 'environment', commit, requestedBy: 'alice' },
        reason: 'asked for by alice in #7',
      });
    const runNow = async (): Promise<string | undefined> =>
      (await deployments.resources('environment', commit))[0]?.run?.name;
    await ask('a', 'retry');
    await ask('b', 'cancel');
    await until(async () => (await harness.run(run)).state.startsWith('cancel'));
    expect(await runNow()).toBe(run);
    await commitPending();
    await harness.runIn(run, 'cancelled');
    await deployments.noteTold('environment', commit, 'cancelled', true);
    await ask('b', 'cancel');
    await ask('c', 'retry');
    await until(async () => (await runNow()) !== run);
    const again = (await runNow()) ?? '';
    expect(await harness.run(again)).toMatchObject({
      ...{ requestedBy: 'alice', state: 'pending' },
    });
    const [rerun] = await rendered();
    expect(rerun?.reason).toBe('asked for by alice in #7');
    expect(await deployments.unsettled('environment', new Date(0), 10)).toEqual([commit]);
    await ask('c', 'retry');
    await ask('d', 'retry');
    await commitPending();
    expect(await runNow()).toBe(again);
    expect(await deployments.prune(new Date(0), 10)).toBe(0);
    expect(await deployments.prune(new Date('2100-01-01'), 10)).toBeGreaterThan(0);
    expect(await deployments.resources('environment', commit)).toEqual([]);
    expect(await deployments.told('environment', commit)).toBeUndefined();
  });

  it('that can not be is told at the resource, and holds up nothing else', async () => {
    await start();
    await followed(await branches.write('main', { [jobFile]: jobYaml('vision', 'digits') }));
    await commitPending();
    const broken = await branches.write('main', {
      [jobFile]: jobYaml('vision', 'digits', { image: 7 }),
      'teams/vision/jobs/other.yaml': jobYaml('vision', 'other'),
      'teams/vision/jobs/misplaced.yaml': jobYaml('vision', 'elsewhere'),
      'teams/speech/team.yaml': undefined,
    });
    await followed(broken);
    expect((await jobInStore())?.rejection).toMatch(/^teams\/vision\/jobs\/digits\.yaml at \w{12}: /);
    expect((await rendered()).map(({ resource }) => resource)).toEqual(['Job/vision/other']);
    await commitPending();
    await followed(await branches.write('main', { [jobFile]: jobYaml('vision', 'digits') }));
    expect((await jobInStore())?.rejection).toBeUndefined();
  });

  it('waits for a change of the same resource that is on its way, which then counts', async () => {
    await start();
    await followed(await branches.write('main', { [jobFile]: jobYaml('vision', 'digits') }));
    await commitPending();
    const ours = jobYaml('vision', 'digits', { resources: { cpu: 4 } });
    await harness.apply('alice', { yaml: ours, run: 'never' });
    const theirs = await branches.write('main', {
      [jobFile]: jobYaml('vision', 'digits', { resources: { cpu: 2 } }),
      'teams/vision/jobs/other.yaml': jobYaml('vision', 'other'),
    });
    await until(async () => (await rendered()).some(({ resource }) => resource === 'Job/vision/other'));
    expect(await harness.database.schedulerStore.followed.position('environment')).not.toBe(theirs);
    await commitPending();
    await followed(await plainGit(branches.git, 'rev-parse', 'main'));
    expect((await jobInStore())?.spec).toMatchObject({ resources: { cpu: '4' } });
    expect(await rendered()).toEqual([]);
  });

  it('is all taken over at the first start, without starting anything', async () => {
    await branches.write('main', {
      [teamFile]: teamYaml('vision'),
      'clusters/local/cluster.yaml': clusterYaml('local'),
      [jobFile]: jobYaml('vision', 'digits'),
    });
    harness = await SchedulerHarness.start({ history, replicas: 2 });
    await followed(await plainGit(branches.git, 'rev-parse', 'main'));
    expect((await jobInStore())?.generation).toBe(1);
    const [change, ...more] = await rendered();
    expect([change?.subject, ...more]).toEqual(['Render Cluster/local']);
    expect(change?.operations.map(({ path }) => path)).toContain('clusters/local/teams/vision/team.yaml');
    expect(await harness.database.schedulerStore.countRuns()).toEqual(new Map());
  });
});
