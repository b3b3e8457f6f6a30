import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { temporaryDirectory, until } from '@slipway/testing';
import { describeOwnClusters } from './testing/own-clusters.ts';
import { SlipwayCluster } from './testing/slipway-cluster.ts';
import { SlipwayPlatform } from './testing/slipway-platform.ts';
import { watchForOverlap } from './testing/watch-for-overlap.ts';

const examples = path.resolve(import.meta.dirname, '../../../examples/digits');

/** Attempts of even number end at once; the others go on until they are stopped. */
const untilMoved = 'if [ $((SLIPWAY_EPOCH % 2)) = 1 ]; then exec sleep 600; fi; echo moved';
const spec = { placement: { clusters: ['flux-1', 'argocd-1'] }, stopGracePeriod: '1s' };

describeOwnClusters('runs on a cluster of Flux and one of Argo CD', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let platform: SlipwayPlatform;
  let flux: SlipwayCluster;
  let argocd: SlipwayCluster;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    platform = await SlipwayPlatform.start(directory.path, { team: 'demo' });
    flux = await SlipwayCluster.start(platform, 'flux-1', 'flux', directory.path);
    argocd = await SlipwayCluster.start(platform, 'argocd-1', 'argocd', directory.path);
  }, 3_600_000);

  afterAll(async () => {
    for (const cluster of [flux, argocd]) await (cluster as SlipwayCluster | undefined)?.stop();
    await (platform as SlipwayPlatform | undefined)?.stop();
    await directory[Symbol.asyncDispose]();
  }, 120_000);

  it('move from one to the other and back while they run, and execute nowhere twice', async () => {
    const script = '[ "$SLIPWAY_EPOCH" -lt 3 ] && exec sleep 600; echo home';
    const name = await platform.runJob('traveller', script, spec);
    await platform.untilRun(name, 'running');
    await using overlap = watchForOverlap(name, [flux, argocd]);
    await platform.move(name, 'argocd-1');
    await untilRunningOn(name, 'argocd-1');
    await platform.move(name, 'flux-1');
    const { attempts } = await flux.untilRetired(name, 'succeeded');
    expect(attempts.map(({ cluster, state }) => `${cluster} ${state}`)).toEqual([
      'flux-1 stopped',
      'argocd-1 stopped',
      'flux-1 succeeded',
    ]);
    expect(await platform.logOf(name)).toContain('home');
    await argocd.untilPruned(name);
    expect([(await flux.podsEverOf(name)).size, (await argocd.podsEverOf(name)).size]).toEqual([2, 1]);
    expect(overlap.found).toEqual([]);
  });

  it('are those of the digits example too, by one more line', async () => {
    const text = await readFile(path.join(examples, 'job.yaml'), 'utf8');
    const job = text.replace('\nspec:\n', '\nspec:\n  placement: { clusters: [argocd-1, flux-1] }\n');
    const file = path.join(directory.path, 'job.yaml');
    // More epochs, so that there is time to move.
    await writeFile(file, job.replace("--epochs, '20'", "--epochs, '200'"));
    await copyFile(path.join(examples, 'train.py'), path.join(directory.path, 'train.py'));
    const applied = JSON.parse(await platform.slipway('apply', '-f', file, '--json')) as {
      readonly resources: readonly { readonly run: string }[];
    };
    const name = applied.resources[0]?.run ?? '';
    await platform.untilEvent(name, /^epoch 2 of 200$/);
    await using overlap = watchForOverlap(name, [flux, argocd]);
    await platform.move(name, 'flux-1');
    const { attempts, metrics } = await flux.untilRetired(name, 'succeeded');
    expect(attempts.map(({ cluster, state }) => `${cluster} ${state}`)).toEqual([
      'argocd-1 stopped',
      'flux-1 succeeded',
    ]);
    expect(metrics.find((metric) => metric.name === 'accuracy')?.value).toBeGreaterThan(0.95);
    expect([(await flux.podsEverOf(name)).size, (await argocd.podsEverOf(name)).size]).toEqual([1, 1]);
    expect(overlap.found).toEqual([]);
  });

  it('wait for the word of a cluster that cannot be reached before they go on elsewhere', async () => {
    flux.toGit.cut();
    const name = await platform.runJob('unseen', untilMoved, spec);
    await platform.untilRun(name, 'committed');
    await platform.move(name, 'argocd-1');
    await until('the withdrawal is in git', async () =>
      (await platform.slipway('history', `run/${name}`, '--team', platform.team)).includes('Withdraw'),
    );
    await argocd.untilApplied();
    expect(await platform.getRun(name)).toMatchObject({ state: 'moving', attempts: [{ epoch: 1 }] });
    flux.toGit.mend();
    await argocd.untilRetired(name, 'succeeded');
    await flux.untilPruned(name);
    expect([(await flux.podsEverOf(name)).size, (await argocd.podsEverOf(name)).size]).toEqual([0, 1]);
  });

  it('leave a cluster that is declared lost, and start nothing there when it is back', async () => {
    const name = await platform.runJob('castaway', untilMoved, spec);
    await untilRunningOn(name, 'flux-1');
    await flux.killAgent();
    flux.toGit.cut();
    flux.toScheduler.cut();
    await platform.slipway('cluster', 'lost', 'flux-1', '--reason', 'the building is dark');
    const { attempts } = await argocd.untilRetired(name, 'succeeded');
    expect(attempts.map(({ cluster, state }) => `${cluster} ${state}`)).toEqual([
      'flux-1 lost',
      'argocd-1 succeeded',
    ]);
    expect(await flux.jobsOf(name)).toHaveLength(1);
    flux.toGit.mend();
    flux.toScheduler.mend();
    await flux.startAgent();
    await flux.untilPruned(name);
    await platform.slipway('cluster', 'uncordon', 'flux-1');
    await flux.untilApplied();
    expect([(await flux.podsEverOf(name)).size, (await argocd.podsEverOf(name)).size]).toEqual([1, 1]);
    expect(await platform.getRun(name)).toMatchObject({ state: 'succeeded', attempts: [{}, {}] });
  });

  const untilRunningOn = (name: string, cluster: string): Promise<boolean> =>
    until(
      `${name} runs on ${cluster}`,
      async () => {
        const { state, attempts } = await platform.getRun(name);
        return state === 'running' && attempts.at(-1)?.cluster === cluster;
      },
      180_000,
    );
});
