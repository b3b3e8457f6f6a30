import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { resourceEndpoints, runEndpoints } from '@slipway/contracts';
import { initEmbeddedRepository } from '@slipway/git';
import { createMetrics } from '@slipway/telemetry';
import { plainGit, quietLogger, temporaryDirectory, until } from '@slipway/testing';
import { startPlatform, type Platform } from './start-platform.ts';

const job = `apiVersion: slipway.dev/v1
kind: Job
metadata: { name: hello, team: demo }
spec:
  image: docker.io/library/busybox:1.37
  command: [echo, hello]
`;

describe('a platform on an environment repository elsewhere', () => {
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  });

  it('writes its commits there, and its agent runs what is there', async () => {
    const temporary = await temporaryDirectory();
    undo.push(() => temporary.remove());
    const url = path.join(temporary.path, 'elsewhere.git');
    await initEmbeddedRepository(url);
    const platform: Platform = await startPlatform({
      data: path.join(temporary.path, 'data'),
      host: '127.0.0.1',
      port: 0,
      template: path.resolve(import.meta.dirname, '../../../gitops/environment'),
      launcher: path.resolve(import.meta.dirname, '../../cli/bin/slipway.mjs'),
      environment: { url, pushesPerMinute: 6000 },
      logger: quietLogger,
      metrics: createMetrics(),
    });
    undo.push(() => platform.stop());
    const { resources } = await platform.client.call(resourceEndpoints.apply, {
      body: { documents: [{ file: 'job.yaml', text: job }] },
    });
    const params = { team: 'demo', run: resources[0]?.run ?? '' };
    const run = await until('the run has ended and is retired', async () => {
      const now = await platform.client.call(runEndpoints.getRun, { params });
      return now.retiredBy !== undefined && now;
    });
    expect(run.state).toBe('succeeded');
    const subjects = await plainGit(url, 'log', '--format=%s', 'main');
    expect(subjects.split('\n').slice(0, 2)).toEqual([
      `Retire ${params.run}: succeeded`,
      `Add Job/demo/hello, run ${params.run}`,
    ]);
  });
});
