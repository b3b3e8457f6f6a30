import { agentEndpoints, type Client } from '@slipway/contracts';
import { describeError, type Clock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { backoffMs } from '../attempts/retrying.ts';

export interface WakeOptions {
  readonly cluster: string;
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Something was pushed to the environment repository, or may have been. */
  readonly onWake: () => void;
}

/** Listens for pushes until the signal aborts; a broken connection is made again with backoff. Polling covers the gaps. */
export async function followWakes({
  cluster,
  client,
  clock,
  logger,
  signal,
  onWake,
}: WakeOptions): Promise<void> {
  const stopped = (): boolean => signal.aborted;
  for (let failures = 0; !stopped(); failures += 1) {
    try {
      for await (const event of client.events(agentEndpoints.wake, { params: { cluster }, signal })) {
        logger.debug('Told of a push', { repository: event.data.repository });
        failures = 0;
        onWake();
      }
    } catch (error) {
      if (stopped()) return;
      logger.debug('Not told of pushes; polling', { reason: describeError(error) });
    }
    await clock.sleep(backoffMs(failures + 1), signal);
  }
}
