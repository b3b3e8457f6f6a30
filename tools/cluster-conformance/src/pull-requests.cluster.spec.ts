import { afterEach, expect, it } from '@jest/globals';
import { pullRequestEndpoints, runEndpoints, type Run } from '@slipway/contracts';
import { Branches, plainGit, temporaryDirectory, until } from '@slipway/testing';
import { EnvironmentOnGitHub } from './testing/environment-on-github.ts';
import { describeOwnClusters } from './testing/own-clusters.ts';
import { SlipwayCluster, type Reconciler } from './testing/slipway-cluster.ts';
import { SlipwayPlatform, type SlipwayPlatformOptions } from './testing/slipway-platform.ts';

const jobFile = 'teams/vision/jobs/hello.yaml';
const job = JSON.stringify({
  apiVersion: 'slipway.dev/v1',
  kind: 'Job',
  metadata: { name: 'hello', team: 'vision' },
  spec: {
    image: 'docker.io/library/busybox:1',
    command: ['sh', '-c', 'echo hello'],
    resources: { cpu: '100m', memory: '64Mi' },
    placement: { clusters: ['dev'] },
  },
});
const healthy = { environment: 'dev', state: 'success', description: 'healthy: 1 of 1 resources' };

describeOwnClusters('a pull request whose merge is reconciled', () => {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  }, 120_000);

  async function folder(): Promise<string> {
    const directory = await temporaryDirectory();
    undo.push(() => directory.remove());
    return directory.path;
  }

  async function start(
    directory: string,
    reconciler: Reconciler,
    options: SlipwayPlatformOptions = {},
  ): Promise<{ platform: SlipwayPlatform; cluster: SlipwayCluster; branches: Branches }> {
    const platform = await SlipwayPlatform.start(directory, { ...options, services: ['github-webhooks'] });
    undo.push(() => platform.stop());
    const cluster = await SlipwayCluster.start(platform, 'dev', reconciler, directory);
    undo.push(() => cluster.stop());
    const branches = await Branches.start({}, platform.repository.directory);
    undo.push(() => branches[Symbol.asyncDispose]());
    return { platform, cluster, branches };
  }

  /** The run of the Job has succeeded on the cluster, and nothing of it is left there. */
  async function untilRun({ platform, cluster }: Awaited<ReturnType<typeof start>>): Promise<void> {
    const run = await until('the merge has started a run', async (): Promise<Run | undefined> => {
      const { items } = await platform.client.call(runEndpoints.listRuns, {
        params: { team: 'vision' },
        query: {},
      });
      return items[0];
    });
    const { attempts } = await cluster.untilRetired(run.name, 'succeeded');
    expect(attempts.map((attempt) => attempt.cluster)).toEqual(['dev']);
    expect((await cluster.podsEverOf(run.name)).size).toBe(1);
    expect(await platform.logOf(run.name)).toBe('hello\n');
  }

  it('by Flux on the embedded repository comes as far as its run does, and says so', async () => {
    const started = await start(await folder(), 'flux');
    const { platform, branches } = started;
    await branches.write('hello', { [jobFile]: job });
    const token = (await platform.slipway('token', 'create', 'alice', '--role', 'git-writer')).trim();
    const pr = (...args: readonly string[]): Promise<string> =>
      platform.slipway('pr', ...args, '--token', token);
    await until('the token is known, and it is planned', () =>
      pr('open', 'hello', '--title', 'Say hello', '--wait').catch(() => undefined),
    );
    await until('its checks have succeeded', () => pr('merge', '1').catch(() => undefined));
    await untilRun(started);
    await until('its merge is told to be healthy', async () => {
      const { deployments } = await platform.client.call(pullRequestEndpoints.getPullRequest, {
        params: { number: 1 },
      });
      return deployments.some(({ state }) => state === 'success') && deployments;
    }).then((deployments) => {
      expect(deployments).toEqual([healthy]);
    });
  }, 900_000);

  it('by Argo CD on GitHub comes as far as its run does, and says so', async () => {
    const directory = await folder();
    const github = await EnvironmentOnGitHub.start(directory);
    undo.push(() => github[Symbol.asyncDispose]());
    const { env, repository, pulls } = github;
    const started = await start(directory, 'argocd', { env, repository });
    const { platform, branches } = started;
    const commit = await branches.write('hello', { [jobFile]: job });
    const number = pulls.open('Say hello', 'hello', 'alice');
    await github.deliver(platform.url, 'pull_request', {
      ...{ action: 'opened', number, pull_request: { number } },
    });
    await until('its checks have succeeded', () =>
      ['slipway/plan', 'slipway/reviews'].every((name) =>
        pulls.checkRuns.some(
          (run) => run.commit === commit && run.name === name && run.conclusion === 'success',
        ),
      ),
    );
    const merge = await pulls.merge(number);
    await github.deliver(platform.url, 'push', { ref: 'refs/heads/main', commits: [], forced: false });
    await untilRun(started);
    const { statuses, deployments } = pulls.states;
    await until('its merge is told to be healthy', () =>
      statuses.some((status) => status.commit === merge && status.state === 'success'),
    );
    const [deployment] = deployments.filter((each) => each.commit === merge);
    expect(deployment).toMatchObject({ environment: 'dev' });
    expect(deployment?.statuses.at(-1)).toMatchObject({ state: 'success' });
    expect(await plainGit(repository.directory, 'log', '-1', '--format=%s', merge)).toContain('#1');
  }, 900_000);
});
