import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  createClient,
  proposalEndpoints,
  pullRequestEndpoints,
  resourceEndpoints,
  runEndpoints,
  type AppliedResource,
  type Client,
} from '@slipway/contracts';
import { initEmbeddedRepository, serveGit } from '@slipway/git';
import { GitHubDouble } from '@slipway/github/testing';
import { createMetrics } from '@slipway/telemetry';
import { Branches, plainGit, quietLogger, temporaryDirectory, until } from '@slipway/testing';
import { createToken } from './create-token.ts';
import { startPlatform, type Platform, type PlatformOptions } from './start-platform.ts';
import { deliver, variablesOfApp } from './testing/github-app.ts';

const jobFile = 'teams/demo/jobs/hello.yaml';
const job = `# Says hello.
apiVersion: slipway.dev/v1
kind: Job
metadata: { name: hello, team: demo }
spec:
  image: docker.io/library/busybox:1.37
  command: [echo, hello]
`;
const settings = `apiVersion: slipway.dev/v1
kind: Environment
metadata: { name: demo }
spec:
  changes: [{ pattern: /teams/demo/jobs/, by: pull-request, autoMerge: true }]
`;

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
});

async function folder(): Promise<string> {
  const temporary = await temporaryDirectory();
  undo.push(() => temporary.remove());
  return temporary.path;
}

async function start(options: Pick<PlatformOptions, 'data' | 'environment' | 'env'>): Promise<Platform> {
  const platform = await startPlatform({
    ...{ host: '127.0.0.1', port: 0, logger: quietLogger, metrics: createMetrics() },
    template: path.resolve(import.meta.dirname, '../../../gitops/environment'),
    launcher: path.resolve(import.meta.dirname, '../../cli/bin/slipway.mjs'),
    ...options,
  });
  undo.push(() => platform.stop());
  return platform;
}

/** Branches of a repository that has commits already. */
async function branchesOf(git: string): Promise<Branches> {
  const branches = await Branches.start({}, git);
  undo.push(() => branches[Symbol.asyncDispose]());
  return branches;
}

/** The Job of the merge has run to its end, in the commits that are expected; a revert takes it away again. */
async function runsAndIsReverted({ client }: Platform, branches: Branches, merge: string): Promise<void> {
  const run = await until('the run of what was merged has ended and is retired', async () => {
    const { items } = await client.call(runEndpoints.listRuns, {
      params: { team: 'demo' },
      query: { job: 'hello' },
    });
    return items[0]?.retiredBy !== undefined && items[0];
  });
  expect(run.state).toBe('succeeded');
  const subjects = await plainGit(branches.git, 'log', '--first-parent', '--format=%s', 'main');
  expect(subjects.split('\n').slice(0, 3)).toEqual([
    `Retire ${run.name}: succeeded`,
    `Render Job/demo/hello, run ${run.name}`,
    merge,
  ]);
  const reason = await plainGit(
    ...([branches.git, 'log', '-1', '--skip=1', '--first-parent'] as const),
    '--format=%(trailers:key=Reason,valueonly)',
    'main',
  );
  expect(reason.trim()).toBe(merge);
  expect(await plainGit(branches.git, 'show', `main:${jobFile}`)).toBe(job.trimEnd());
  await branches.write('main', { [jobFile]: undefined }, { message: `Revert "${merge}"` });
  await until('the Job is gone again', async () => {
    const { items } = await client.call(resourceEndpoints.listJobs, {
      ...{ params: { team: 'demo' }, query: {} },
    });
    return items.length === 0;
  });
}

describe('a pull request', () => {
  it('on the embedded repository is planned, reviewed, merged, rendered and run', async () => {
    const data = path.join(await folder(), 'data');
    const platform = await start({ data });
    const branches = await branchesOf(path.join(data, 'environment.git'));
    const token = await createToken({
      ...{ data, name: 'alice', grants: [{ role: 'git-writer' }], expires: undefined },
    });
    const alice: Client = createClient({ url: platform.url, token });
    const commit = await branches.write('hello', { [jobFile]: job });
    const { number } = await until('the token is known', () =>
      alice
        .call(pullRequestEndpoints.openPullRequest, { body: { title: 'Say hello', head: 'hello' } })
        .catch(() => undefined),
    );
    const params = { number };
    const checks = async (): Promise<unknown> =>
      Object.fromEntries(
        (await alice.call(pullRequestEndpoints.getPullRequest, { params })).checks.map(({ name, state }) => [
          name,
          state,
        ]),
      );
    await until('it is planned', async () => Object.keys((await checks()) as object).length === 2);
    expect(await checks()).toEqual({ 'slipway/plan': 'success', 'slipway/reviews': 'action-required' });
    await platform.client.call(pullRequestEndpoints.reviewPullRequest, {
      params,
      body: { verdict: 'approved', commit },
    });
    const merged = await until('its review is counted', () =>
      alice
        .call(pullRequestEndpoints.mergePullRequest, { params, body: { head: commit } })
        .catch(() => undefined),
    );
    expect(merged).toMatchObject({ state: 'merged', author: 'alice' });
    await runsAndIsReverted(platform, branches, `Merge pull request #${String(number)}: Say hello`);
    await until('the merge is told to its end', async () => {
      const { deployments } = await alice.call(pullRequestEndpoints.getPullRequest, { params });
      return deployments.some(({ state }) => state === 'success') && deployments;
    }).then((deployments) => {
      expect(deployments).toEqual([
        { environment: 'local', state: 'success', description: 'healthy: 1 of 1 resources' },
      ]);
    });
  });

  it('of what is applied where slipway.yaml wants one merges itself when it was reviewed, and runs', async () => {
    const data = path.join(await folder(), 'data');
    const platform = await start({ data });
    const branches = await branchesOf(path.join(data, 'environment.git'));
    await branches.write('main', { 'slipway.yaml': settings });
    const token = await createToken({
      ...{ data, name: 'alice', expires: undefined },
      grants: [{ role: 'contributor', team: 'demo' }, { role: 'git-reader' }],
    });
    const alice: Client = createClient({ url: platform.url, token });
    const apply = async (dryRun: boolean): Promise<AppliedResource | undefined> => {
      const documents = [{ file: 'job.yaml', text: job }];
      const { resources } = await alice.call(resourceEndpoints.apply, { body: { documents, dryRun } });
      return resources[0];
    };
    await until('the token and the rules are known', async () => {
      const rehearsed = await apply(true).catch(() => undefined);
      return rehearsed?.action === 'proposed';
    });
    const applied = await apply(false);
    expect(applied).toMatchObject({ action: 'proposed', paths: [jobFile] });
    const params = { team: 'demo', proposal: applied?.proposal ?? '' };
    const { state, number = 0 } = await alice.call(proposalEndpoints.getProposal, {
      params,
      query: { wait: true },
    });
    expect(state).toBe('open');
    const { head } = await alice.call(pullRequestEndpoints.getPullRequest, { params: { number } });
    await platform.client.call(pullRequestEndpoints.reviewPullRequest, {
      params: { number },
      body: { verdict: 'approved', commit: head.commit },
    });
    await until('it is merged', async () => {
      const proposal = await alice.call(proposalEndpoints.getProposal, { params, query: {} });
      return proposal.state === 'merged';
    });
    const run = await until('its run has succeeded', async () => {
      const { items } = await alice.call(runEndpoints.listRuns, { params: { team: 'demo' }, query: {} });
      return items[0]?.state === 'succeeded' && items[0];
    });
    expect(run.job).toBe('hello');
    expect(await plainGit(branches.git, 'branch', '--list', 'slipway/*')).toBe('');
  });

  it('on GitHub is planned, reviewed, merged, rendered and run', async () => {
    const root = await folder();
    const bare = path.join(root, 'environment-on-github.git');
    await initEmbeddedRepository(bare);
    const url = await serve(bare);
    const double = await GitHubDouble.start();
    undo.push(() => double.close());
    const repository = double.addRepository('acme/environment', bare);
    const data = path.join(root, 'data');
    const platform = await start({
      data,
      environment: { url, pushesPerMinute: 6_000 },
      env: await variablesOfApp(double, root),
    });
    const branches = await branchesOf(bare);
    const commit = await branches.write('hello', { [jobFile]: job });
    const number = repository.open('Say hello', 'hello', 'alice');
    const pull = { number, pull_request: { number } };
    await deliver(platform, 'acme/environment', 'pull_request', { action: 'opened', ...pull });
    const conclusions = (): readonly string[] =>
      repository.checkRuns
        .filter((run) => run.commit === commit)
        .map(({ name, conclusion }) => `${name} ${conclusion ?? ''}`);
    await until('it is planned', () => conclusions().length === 2);
    expect(conclusions()).toEqual(['slipway/plan success', 'slipway/reviews action_required']);
    expect(repository.comments.bodies(number)).toEqual([
      expect.stringContaining('**added** `Job demo/hello`'),
    ]);
    await repository.review(number, 'admin', 'APPROVED');
    await deliver(platform, 'acme/environment', 'pull_request_review', { action: 'submitted', ...pull });
    await until('its review is counted', () => conclusions().at(-1) === 'slipway/reviews success');
    const merge = await repository.merge(number);
    await deliver(platform, 'acme/environment', 'push', {
      ref: 'refs/heads/main',
      commits: [],
      forced: false,
    });
    await runsAndIsReverted(platform, branches, `Merge pull request #${String(number)} from acme/hello`);
    const { statuses, deployments } = repository.states;
    await until('the merge is told to its end', () =>
      statuses.some((status) => status.commit === merge && status.state === 'success'),
    );
    const words = statuses.filter((status) => status.commit === merge).map(({ description }) => description);
    const stages = ['accepted', 'committed', 'applied', 'healthy'].map(
      (stage) => `${stage}: 1 of 1 resources`,
    );
    expect(stages.filter((stage) => words.includes(stage))).toEqual(words);
    expect(words.at(-1)).toBe(stages.at(-1));
    const [deployment] = deployments.filter((each) => each.commit === merge);
    expect(deployment).toMatchObject({ environment: 'local' });
    expect(deployment?.statuses.at(-1)).toMatchObject({ state: 'success' });
  });
});

/** The repository as `http://…/acme/environment.git`. */
async function serve(directory: string): Promise<string> {
  const handle = serveGit({ directory, name: 'environment.git' });
  const server = createServer((request, response) => {
    const access = { read: true, write: true };
    const below = (request.url ?? '').replace(/^\/acme/, '');
    handle(request, response, { url: below, access, user: 'anybody' }).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/acme/environment.git`;
}
