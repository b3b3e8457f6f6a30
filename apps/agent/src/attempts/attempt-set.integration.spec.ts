import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createClient } from '@slipway/contracts';
import { systemClock } from '@slipway/kernel';
import { temporaryDirectory, until } from '@slipway/testing';
import { defaultOptions, type AgentContext } from '../agent-options.ts';
import { readAttemptManifest } from '../reconcile/read-manifests.ts';
import { openFolderReader } from '../testing/fake-environment.ts';
import { startFakeScheduler } from '../testing/fake-scheduler.ts';
import { attemptFile } from '../testing/manifests.ts';
import { keepingLogger, noMetrics } from '../testing/keeping-logger.ts';
import { AttemptSet } from './attempt-set.ts';

describe('the attempts of an agent', () => {
  it('are stopped also while nothing can be written, and report their end when there is room again', async () => {
    await using directory = await temporaryDirectory();
    const scheduler = await startFakeScheduler();
    const context: AgentContext = {
      ...defaultOptions,
      cluster: 'local',
      data: directory.path,
      environment: openFolderReader(directory.path),
      client: createClient({ url: scheduler.url, token: 'agent-token' }),
      url: scheduler.url,
      logger: keepingLogger(),
      metrics: noMetrics,
      clock: systemClock,
      host: process.env,
    };
    const nothing = (): void => undefined;
    const set = await AttemptSet.open(context, {
      commands: undefined,
      metricsUrl: () => '',
      onReport: nothing,
      onChange: nothing,
    });
    const saved = path.join(directory.path, 'saved');
    const program = `trap 'echo saved >${saved}; exit 0' TERM; echo up; while :; do sleep 0.05; done`;
    const manifest = attemptFile({ attempt: 'full-a-1', command: ['sh', '-c', program] });
    await set.start(manifest, readAttemptManifest(manifest, 'full-a-1'));
    await until('it runs', () => scheduler.log('full-a-1').includes('up'));

    const [source] = set.sources();
    if (source === undefined) throw new Error('there is no attempt');
    const { journal } = source;
    const append = journal.append.bind(journal);
    const disk = { full: true };
    journal.append = (entry) =>
      disk.full ? Promise.reject(new Error('ENOSPC: no space left on device')) : append(entry);
    set.stop('full-a-1', 'removed');
    await until('it was stopped', () =>
      readFile(saved, 'utf8').then(
        (text) => text === 'saved\n',
        () => false,
      ),
    );
    expect(journal.state.ended).toBeUndefined();
    disk.full = false;
    await until('it has ended', () => journal.state.ended !== undefined);
    expect(journal.state.ended?.outcome).toBe('stopped');
    await set.leave();
    await scheduler.close();
  });
});
