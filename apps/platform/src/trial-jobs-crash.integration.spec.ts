import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changeEndpoints, resourceEndpoints, runEndpoints, studyEndpoints } from '@slipway/contracts';
import { processesWith, seededRandom, temporaryDirectory, until } from '@slipway/testing';
import { startPlatformProcess, type PlatformProcess } from './platform-process.ts';

const kills = Number(process.env.SLIPWAY_KILLS ?? 6);
const seed = Number(process.env.SLIPWAY_SEED ?? Date.now() % 1_000_000);
const [trials, parallelism] = [12, 4];

describe('a Study whose trials are Jobs, under kill -9 of the platform', () => {
  const random = seededRandom(seed);
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let data: string;
  let platform: PlatformProcess;

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    data = path.join(temporary.path, 'data');
    platform = await startPlatformProcess(data);
  });
  afterAll(async () => {
    await platform.stop();
    await temporary.remove();
  });

  it(
    `loses no trial and runs none twice over ${String(kills)} kills (seed ${String(seed)})`,
    async () => {
      const ledger = path.join(temporary.path, 'ledger');
      await writeFile(ledger, '');
      const program = `echo "$SLIPWAY_TRIAL $SLIPWAY_ATTEMPT" >> ${ledger}; sleep 0.5; echo "slipway-metric loss=$SLIPWAY_TRIAL"`;
      const text = JSON.stringify({
        apiVersion: 'slipway.dev/v1',
        kind: 'Study',
        metadata: { name: 'hardy', team: 'demo' },
        spec: {
          parameters: [{ name: 'x', kind: 'float', low: 0, high: 1 }],
          objectives: [{ metric: 'loss', direction: 'minimize' }],
          sampler: 'random',
          stop: { trials },
          trials: {
            ...{ mode: 'jobs', parallelism },
            ...{ image: 'docker.io/library/busybox:1', command: ['sh', '-c', program] },
          },
        },
      });
      await platform.client.call(resourceEndpoints.apply, {
        body: { documents: [{ file: 'study.yaml', text }] },
      });
      for (let kill = 0; kill < kills; kill += 1) {
        const at = Date.now() + 200 + random() * 2_000;
        await until('the time of the next kill', () => Date.now() >= at);
        const gone = new Promise((resolve) => platform.child.once('exit', resolve));
        platform.child.kill('SIGKILL');
        await gone;
        platform = await startPlatformProcess(data);
      }

      const { client } = platform;
      const study = () => client.call(studyEndpoints.getStudy, { params: { team: 'demo', name: 'hardy' } });
      await until('the study has ended', async () => (await study()).state === 'ended', 180_000);
      expect((await study()).counts).toMatchObject({ complete: trials, failed: 0, pruned: 0, running: 0 });
      const { items: runs } = await until(
        'every run is retired',
        async () => {
          const page = await client.call(runEndpoints.listRuns, {
            params: { team: 'demo' },
            query: { job: 'hardy', limit: 100 },
          });
          return page.items.every(({ retiredBy }) => retiredBy !== undefined) ? page : undefined;
        },
        180_000,
      );
      expect(runs).toHaveLength(trials);
      const executed = (await readFile(ledger, 'utf8')).trim().split('\n');
      expect(new Set(executed).size).toBe(executed.length);
      expect(new Set(executed.map((line) => line.split(' ')[0])).size).toBe(trials);

      const { items: commits } = await client.call(changeEndpoints.history, {
        query: { resource: 'Study/demo/hardy', limit: 100 },
      });
      const waves = commits.filter(({ subject }) => subject.startsWith('Start trial'));
      expect(waves.length).toBeLessThanOrEqual((2 * trials) / parallelism);
      await platform.stop();
      expect(await processesWith(temporary.path)).toEqual([]);
      platform = await startPlatformProcess(data);
    },
    120_000 + kills * 15_000,
  );
});
