import { agentEndpoints, limits, type Client, type ReportEnvelope } from '@slipway/contracts';
import {
  PreconditionFailedError,
  SlipwayError,
  UnavailableError,
  describeError,
  type Clock,
} from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import type { Journal } from '../attempts/journal.ts';
import { backoffMs } from '../attempts/retrying.ts';

/** An attempt whose reports are to be sent. */
export interface ReportSource {
  readonly team: string;
  readonly run: string;
  readonly attempt: string;
  readonly journal: Journal;
}

export interface ReportSenderOptions {
  readonly cluster: string;
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sources: () => Iterable<ReportSource>;
  /** Commit of the environment repository that was applied last. */
  readonly revision: () => string | undefined;
  /** Number of the agent's session; older ones are refused. */
  readonly session?: number;
  /** Another session has begun: nothing is sent any more. */
  readonly onFenced?: () => void;
  /** Called after the scheduler has confirmed reports of these attempts. */
  readonly onProgress: (attempts: readonly string[]) => void;
}

const unknownAttempt = -1;
const holdMs = 60_000;

/**
 * Sends the journals' reports to the scheduler, oldest first, many attempts to one request, until it has confirmed them.
 * What a crash interrupts is sent again; the sequence numbers make that harmless.
 */
export class ReportSender {
  readonly #options: ReportSenderOptions;
  /** Attempts whose reports were refused: when to try again. */
  readonly #heldUntil = new Map<string, number>();
  #woken = new AbortController();
  #turn = 0;

  constructor(options: ReportSenderOptions) {
    this.#options = options;
  }

  /** There are new reports. */
  wake(): void {
    if (!this.#woken.signal.aborted) this.#woken.abort(); // each call makes an error, with its stack
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    const stopped = (): boolean => signal.aborted;
    for (let failures = 0; !stopped();) {
      this.#woken = new AbortController();
      try {
        const more = await this.#sendOnce(signal);
        failures = 0;
        if (!more) await clock.sleep(holdMs, AbortSignal.any([signal, this.#woken.signal]));
      } catch (error) {
        if (stopped()) return;
        failures += 1;
        logger.warn('Reports cannot be sent; they are kept and sent later', {
          reason: describeError(error),
          failures,
        });
        await clock.sleep(backoffMs(failures), signal);
      }
    }
  }

  /** One request with the oldest reports of each attempt. Returns false when there was nothing to send. */
  async #sendOnce(signal: AbortSignal): Promise<boolean> {
    const batch: ReportEnvelope[] = [];
    const now = this.#options.clock.now().getTime();
    const included = this.#inTurn(
      [...this.#options.sources()].filter(
        ({ attempt, journal }) => journal.backlog > 0 && (this.#heldUntil.get(attempt) ?? 0) <= now,
      ),
    );
    const share = Math.floor(limits.reports / included.length);
    for (const { team, run, attempt, journal } of included) {
      const reports = await journal.nextReports(share);
      batch.push(...reports.map((numbered) => ({ team, run, attempt, ...numbered })));
    }
    if (batch.length === 0) return false;
    await this.#send(batch, included, signal);
    return true;
  }

  /** As many as fit into one request, beginning with another one each time: a loud attempt does not hold up the others. */
  #inTurn(sources: readonly ReportSource[]): readonly ReportSource[] {
    this.#turn += 1;
    const first = sources.length === 0 ? 0 : this.#turn % sources.length;
    return [...sources.slice(first), ...sources.slice(0, first)].slice(0, limits.reports);
  }

  async #send(
    batch: readonly ReportEnvelope[],
    included: readonly ReportSource[],
    signal: AbortSignal,
  ): Promise<void> {
    const { client, cluster, clock, logger, revision, session, onProgress } = this.#options;
    const applied = revision();
    try {
      const body = {
        ...(applied !== undefined && { revision: applied }),
        ...(session !== undefined && { session }),
        reports: [...batch],
      };
      const { recorded } = await client.call(agentEndpoints.report, { params: { cluster }, body, signal });
      const before = total(included);
      for (const source of included) {
        const sequence = recorded[source.attempt];
        if (sequence === undefined) continue;
        if (sequence === unknownAttempt)
          logger.warn('The scheduler does not know an attempt; its reports are dropped', {
            attempt: source.attempt,
          });
        await source.journal.acknowledge(
          sequence === unknownAttempt ? source.journal.state.sequence : sequence,
        );
        this.#heldUntil.delete(source.attempt);
      }
      if (total(included) === before)
        throw new UnavailableError('The scheduler confirmed none of the reports');
      onProgress(included.map(({ attempt }) => attempt));
    } catch (error) {
      if (session !== undefined && error instanceof PreconditionFailedError) this.#options.onFenced?.();
      if (signal.aborted || !isRefusal(error)) throw error;
      if (included.length > 1) {
        // One bad attempt must not hold up the others.
        for (const source of included)
          await this.#send(
            batch.filter(({ attempt }) => attempt === source.attempt),
            [source],
            signal,
          );
        return;
      }
      const attempt = included[0]?.attempt ?? '';
      logger.error('The scheduler refuses the reports of an attempt', {
        attempt,
        reason: describeError(error),
      });
      this.#heldUntil.set(attempt, clock.now().getTime() + holdMs);
    }
  }
}

function total(sources: readonly ReportSource[]): number {
  return sources.reduce((sum, { journal }) => sum + journal.acknowledged, 0);
}

/** The scheduler understood the request and does not want it; credentials and everything that passes are not that. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof SlipwayError &&
    ['invalid_input', 'conflict', 'not_found', 'too_large'].includes(error.code)
  );
}
