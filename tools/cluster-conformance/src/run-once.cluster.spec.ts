import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '@slipway/testing';
import { SlipwayCluster } from './testing/slipway-cluster.ts';

describe.each(['flux'] as const)('a cluster of %s', (reconciler) => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let slipway: SlipwayCluster;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    slipway = await SlipwayCluster.start(reconciler, directory.path);
  }, 1_200_000);

  afterAll(async () => {
    await slipway.stop();
    await directory[Symbol.asyncDispose]();
  }, 120_000);

  it('runs a Job once: it is applied, ends, and is pruned after its manifest has left git', async () => {
    const name = await slipway.runJob('once', 'echo slipway-metric loss=0.25; echo hello');
    const ended = await slipway.untilRetired(name, 'succeeded');
    expect(ended.metrics).toMatchObject([{ name: 'loss', value: 0.25 }]);
    expect((await slipway.podsEverOf(name)).size).toBe(1);
  });
});
