import { agentEndpoints, type Client, type ReportedStatus } from '@slipway/contracts';
import { PreconditionFailedError, describeError, type Clock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { backoffMs } from '../attempts/retrying.ts';

export interface StatusSenderOptions {
  readonly cluster: string;
  readonly api: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly session?: number;
  readonly onFenced?: () => void;
  /** What is to be told now, but for the time; undefined: it is not known yet. */
  readonly status: () => Omit<ReportedStatus, 'at'> | undefined;
}

/** Milliseconds after which the scheduler is told that the agent is there, when nothing has changed. */
const heartbeatMs = 10_000;
/** Milliseconds between two changes that are told. */
const pauseMs = 1_000;

/** Tells the scheduler how the cluster is: when it changes, and else every ten seconds. */
export class StatusSender {
  readonly #options: StatusSenderOptions;
  #woken = new AbortController();

  constructor(options: StatusSenderOptions) {
    this.#options = options;
  }

  /** Something that the status is made from has changed. */
  wake(): void {
    if (!this.#woken.signal.aborted) this.#woken.abort(); // each call makes an error, with its stack
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    let told = '';
    let toldAt = -Infinity;
    for (let failures = 0; !isAborted(signal);) {
      this.#woken = new AbortController();
      const status = this.#options.status();
      if (!status) {
        await clock.sleep(pauseMs, AbortSignal.any([signal, this.#woken.signal]));
        continue;
      }
      const text = JSON.stringify(status);
      const now = clock.now().getTime();
      try {
        if (text !== told || now - toldAt >= heartbeatMs) {
          await this.#send(status, signal);
          [told, toldAt, failures] = [text, now, 0];
        }
        await clock.sleep(pauseMs, signal);
        const left = toldAt + heartbeatMs - clock.now().getTime();
        if (left > 0) await clock.sleep(left, AbortSignal.any([signal, this.#woken.signal]));
      } catch (error) {
        if (isAborted(signal)) return;
        failures += 1;
        if (failures === 1)
          logger.warn('The status of the cluster cannot be told; trying again', {
            reason: describeError(error),
          });
        await clock.sleep(backoffMs(failures), signal);
      }
    }
  }

  async #send(status: Omit<ReportedStatus, 'at'>, signal: AbortSignal): Promise<void> {
    const { api, cluster, clock, session, onFenced } = this.#options;
    const at = clock.now().toISOString();
    const body = { ...status, at, ...(session !== undefined && { session }) };
    try {
      await api.call(agentEndpoints.putStatus, { params: { cluster }, body, signal });
    } catch (error) {
      if (error instanceof PreconditionFailedError) onFenced?.();
      throw error;
    }
  }
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted;
