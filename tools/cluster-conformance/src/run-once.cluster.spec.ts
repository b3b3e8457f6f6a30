import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { temporaryDirectory, until } from '@slipway/testing';
import { describeOwnClusters } from './testing/own-clusters.ts';
import { pushFile } from './testing/push-file.ts';
import { reconcilerControls } from './testing/reconciler-controls.ts';
import { SlipwayCluster, type Reconciler } from './testing/slipway-cluster.ts';
import { SlipwayPlatform } from './testing/slipway-platform.ts';

const reconcilers: readonly Reconciler[] = ['flux', 'argocd'];

describeOwnClusters.each(reconcilers)('a cluster of %s', (reconciler) => {
  const controls = reconcilerControls[reconciler];
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let platform: SlipwayPlatform;
  let slipway: SlipwayCluster;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    platform = await SlipwayPlatform.start(directory.path);
    slipway = await SlipwayCluster.start(platform, 'dev', reconciler, directory.path);
  }, 3_600_000);

  afterAll(async () => {
    await (slipway as SlipwayCluster | undefined)?.stop();
    await (platform as SlipwayPlatform | undefined)?.stop();
    await directory[Symbol.asyncDispose]();
  }, 120_000);

  it('runs a Job once: it is applied, ends, and is pruned when its manifest has left git', async () => {
    const name = await platform.runJob('once', 'echo slipway-metric loss=0.25; echo hello');
    const ended = await slipway.untilRetired(name, 'succeeded');
    expect(ended.metrics).toMatchObject([{ name: 'loss', value: 0.25 }]);
    expect(await platform.logOf(name)).toContain('hello\n');
    expect((await slipway.podsEverOf(name)).size).toBe(1);
  });

  it('runs it once also when the reconciler is forced, restarted and set up anew meanwhile', async () => {
    const name = await platform.runJob('forced', 'sleep 20; echo done');
    await platform.untilRun(name, 'running');
    for (let time = 0; time < 3; time += 1) await controls.force(slipway);
    await controls.restart(slipway);
    await controls.setUpAnew(slipway);
    await slipway.untilRetired(name, 'succeeded');
    await controls.force(slipway);
    expect((await slipway.podsEverOf(name)).size).toBe(1);
    expect(await slipway.jobsOf(name)).toEqual([]);
  });

  it('runs it once also when agent, scheduler and committer are down while it ends', async () => {
    const name = await platform.runJob('alone', 'sleep 5; echo slipway-metric loss=1');
    await platform.untilRun(name, 'running');
    await slipway.killAgent();
    await platform.killServer();
    await until('the Job has ended', async () => {
      const [job] = await slipway.jobsOf(name);
      return (job?.status as { readonly succeeded?: number } | undefined)?.succeeded === 1;
    });
    await controls.force(slipway);
    await platform.startServer();
    await slipway.startAgent();
    const ended = await slipway.untilRetired(name, 'succeeded');
    expect(ended.metrics).toMatchObject([{ name: 'loss', value: 1 }]);
    expect((await slipway.podsEverOf(name)).size).toBe(1);
  });

  it.each([
    ['the environment repository', ['toGit']],
    ['the scheduler', ['toScheduler']],
    ['either', ['toGit', 'toScheduler']],
  ] as const)('runs it once also when the cluster cannot reach %s while it ends', async (_, wires) => {
    const name = await platform.runJob(
      `cut-${wires.join('-').toLowerCase()}`,
      'sleep 3; echo slipway-metric loss=1',
    );
    await platform.untilRun(name, 'running');
    for (const wire of wires) slipway[wire].cut();
    await until('the Job has ended', async () => {
      const [job] = await slipway.jobsOf(name);
      return (job?.status as { readonly succeeded?: number } | undefined)?.succeeded === 1;
    });
    if (!wires.some((wire) => wire === 'toScheduler')) {
      await platform.untilRetired(name, 'succeeded');
      expect(await slipway.jobsOf(name)).toHaveLength(1);
    } else expect((await platform.getRun(name)).state).toBe('running');
    for (const wire of wires) slipway[wire].mend();
    const ended = await slipway.untilRetired(name, 'succeeded');
    expect(ended.metrics).toMatchObject([{ name: 'loss', value: 1 }]);
    expect((await slipway.podsEverOf(name)).size).toBe(1);
  });

  it('attempts a Job anew on another node when its node is off, without using up a retry, and not before that is certain', async () => {
    const script = 'if [ "$SLIPWAY_EPOCH" = 1 ]; then sleep 600; fi; echo "$SLIPWAY_EPOCH"';
    const name = await platform.runJob('orphan', script, {
      placement: { tolerations: [{ key: 'nvidia.com/gpu' }] },
    });
    await platform.untilRun(name, 'running');
    const [pod] = await slipway.podsOf(name);
    const node = (pod?.spec as { readonly nodeName: string }).nodeName;
    await slipway.cluster.loseNode(node);
    await platform.untilEvent(name, /Node .* does not answer: what runs there may go on/);
    expect(await platform.getRun(name)).toMatchObject({ state: 'running', attempts: [{ epoch: 1 }] });
    await slipway.declareOff(node);
    await until('it has succeeded', async () => (await platform.getRun(name)).state === 'succeeded', 180_000);
    await slipway.cluster.restoreNode(node);
    await slipway.declareOff(node, false);
    const { attempts } = await slipway.untilRetired(name, 'succeeded');
    expect(attempts.map(({ state }) => state)).toEqual(['lost', 'succeeded']);
    expect((await slipway.podsEverOf(name)).size).toBe(2);
  });

  it('attempts a Job that fails anew, as its policy says, each time with one pod', async () => {
    const retries = { limit: 1, backoff: { initial: '1s' } };
    const name = await platform.runJob('failing', 'exit 7', { retries });
    await until('it has failed', async () => (await platform.getRun(name)).state === 'failed', 300_000);
    const { attempts } = await platform.getRun(name);
    expect(attempts.map(({ state, exitCode }) => [state, exitCode])).toEqual([
      ['failed', 7],
      ['failed', 7],
    ]);
    expect((await slipway.podsEverOf(name)).size).toBe(2);
  });

  it('says why a Job waits for a GPU, and runs it when one is free', async () => {
    const gpus = (count: number): object => ({
      resources: { cpu: '100m', memory: '64Mi', accelerators: { type: 'nvidia', count } },
      placement: { tolerations: [{ key: 'nvidia.com/gpu' }] },
    });
    const holder = await platform.runJob('holder', 'sleep 600', gpus(2));
    await platform.untilRun(holder, 'running');
    const waiting = await platform.runJob('waiting', 'true', gpus(1));
    await platform.untilEvent(waiting, /nvidia\.com\/gpu/);
    await platform.cancel(holder);
    await slipway.untilRetired(waiting, 'succeeded');
  });

  it('finds nothing to change when nothing has changed', async () => {
    await slipway.untilApplied();
    const before = await controls.applied(slipway);
    for (let time = 0; time < 3; time += 1) await controls.force(slipway);
    expect(await controls.applied(slipway)).toEqual(before);
  });

  it('does not let a manifest that was put into git by force leave the namespace of its team', async () => {
    const hostile = `apiVersion: v1
kind: ConfigMap
metadata:
  name: stolen
  namespace: default
  labels: { app.kubernetes.io/managed-by: slipway, slipway.dev/team: vision }
`;
    const path = 'clusters/dev/runs/vision/2026-01-01/hostile-0123abcd-1.yaml';
    await pushFile(platform, path, hostile);
    await controls.untilRefused(slipway);
    expect(await slipway.admin.get('/api/v1/namespaces/default/configmaps/stolen')).toBeUndefined();
    await pushFile(platform, path, undefined);
    const name = await platform.runJob('after', 'true');
    await slipway.untilRetired(name, 'succeeded');
  });
});
