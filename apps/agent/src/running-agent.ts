import { mkdir } from 'node:fs/promises';
import type { Clock } from '@slipway/kernel';
import { lockDirectory, sweepPreparation } from '@slipway/process-runtime';
import type { AgentContext } from './agent-options.ts';
import { layout } from './attempts/attempt-directory.ts';
import { writeLauncher } from './attempts/launcher.ts';
import { AttemptSet } from './attempts/attempt-set.ts';
import { openMetricsListener } from './metrics/metrics-listener.ts';
import { Reconciler } from './reconcile/reconciler.ts';
import { Tombstones } from './reconcile/tombstones.ts';
import { followWakes } from './reconcile/wakes.ts';
import { ReportSender } from './reports/report-sender.ts';
import { localStatus } from './status/local-status.ts';
import { StatusSender } from './status/status-sender.ts';

export interface RunningAgent {
  /** @throws UnavailableError */
  checkReady(): void;
  stop(): Promise<void>;
}

/** Milliseconds that a stopping agent goes on sending reports. What is left then is sent after the next start. */
const farewellMs = 2_000;

/**
 * Takes the directory, picks up what an earlier agent left, and begins to work.
 * @throws ConflictError when another agent works on the directory.
 */
export async function startAgent(context: AgentContext): Promise<RunningAgent> {
  const { data, cluster, client, clock, logger, onStop } = context;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const release = await lockDirectory(data);
  try {
    await sweepPreparation(data);
    const { launcher } = context;
    const commands = launcher === undefined ? undefined : await writeLauncher(data, launcher);
    const attempts = await AttemptSet.open(context, {
      commands,
      metricsUrl: (attempt) => listener.url(attempt),
      onReport: () => {
        sender.wake();
      },
      onChange: () => {
        reconciler.wake();
        status.wake();
      },
    });
    const listener = await openMetricsListener({
      portFile: layout.listener(data),
      find: (attempt) => attempts.findMetricsTarget(attempt),
      logger,
    });
    const reconciler = new Reconciler(context, attempts, await Tombstones.open(layout.ended(data)));
    const sender = new ReportSender({
      cluster,
      client,
      clock,
      logger,
      sources: () => attempts.sources(),
      revision: () => reconciler.revision,
      onProgress: () => {
        reconciler.wake();
      },
    });

    const status = new StatusSender({
      cluster,
      api: client,
      clock,
      logger,
      status: () =>
        localStatus({
          revision: reconciler.revision,
          requested: attempts.requested,
          checkReady: () => {
            reconciler.checkReady();
          },
        }),
    });

    const deciding = new AbortController();
    const sending = new AbortController();
    const onWake = (): void => {
      reconciler.wakeForPush();
    };
    const decisions = Promise.all([
      reconciler.run(deciding.signal),
      followWakes({ ...context, signal: deciding.signal, onWake }),
    ]);
    const reports = Promise.all([sender.run(sending.signal), status.run(sending.signal)]);
    return {
      checkReady: () => {
        reconciler.checkReady();
      },
      async stop() {
        deciding.abort();
        await decisions;
        if (onStop === 'stop-attempts') await attempts.interruptAll();
        await within(
          farewellMs,
          clock,
          () => attempts.delivered && !(onStop === 'stop-attempts' && attempts.finishing),
        );
        await attempts.leave();
        sending.abort();
        await reports;
        await listener.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Waits until the condition holds, at most for `milliseconds`. */
async function within(milliseconds: number, clock: Clock, condition: () => boolean): Promise<void> {
  const deadline = clock.now().getTime() + milliseconds;
  while (!condition() && clock.now().getTime() < deadline) await clock.sleep(20);
}
