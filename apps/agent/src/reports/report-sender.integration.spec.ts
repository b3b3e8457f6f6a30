import { describe, expect, it } from '@jest/globals';
import { createClient, limits } from '@slipway/contracts';
import { systemClock } from '@slipway/kernel';
import { temporaryDirectory, until } from '@slipway/testing';
import { Journal } from '../attempts/journal.ts';
import { startFakeScheduler } from '../testing/fake-scheduler.ts';
import { keepingLogger } from '../testing/keeping-logger.ts';
import { ReportSender, type ReportSource } from './report-sender.ts';

describe('sending reports', () => {
  it('lets nobody wait for an attempt that reports without end', async () => {
    await using directory = await temporaryDirectory();
    await using other = await temporaryDirectory();
    const scheduler = await startFakeScheduler();
    const open = async (attempt: string, at: string): Promise<ReportSource> => ({
      team: 'research',
      run: attempt.slice(0, -2),
      attempt,
      journal: await Journal.open(at, systemClock, () => undefined),
    });
    const loud = await open('loud-a-1', directory.path);
    const quiet = await open('quiet-a-1', other.path);
    const flood = Array.from(
      { length: 3 * limits.reports },
      () => ({ type: 'warning', message: 'x' }) as const,
    );
    const stop = new AbortController();
    let quietCameAfter: number | undefined;
    const sender = new ReportSender({
      cluster: 'local',
      client: createClient({ url: scheduler.url, token: 'agent-token' }),
      clock: systemClock,
      logger: keepingLogger(),
      sources: () => [loud, quiet],
      revision: () => undefined,
      onProgress: () => {
        if (quiet.journal.backlog === 0) quietCameAfter ??= scheduler.reports('loud-a-1').length;
      },
    });
    await loud.journal.append({ reports: flood });
    await quiet.journal.append({ reports: [{ type: 'ended', outcome: 'succeeded', reason: 'exit code 0' }] });
    const running = sender.run(stop.signal);
    await until('all has arrived', () => loud.journal.backlog + quiet.journal.backlog === 0);
    stop.abort();
    await running;
    expect(quietCameAfter).toBeLessThanOrEqual(limits.reports);
    expect(scheduler.reports('loud-a-1')).toHaveLength(flood.length);
    expect(scheduler.violations).toEqual([]);
    await Promise.all([loud.journal.close(), quiet.journal.close(), scheduler.close()]);
  });
});
