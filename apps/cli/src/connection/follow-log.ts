import { runEndpoints, type Client, type Run } from '@slipway/contracts';
import type { Invocation } from '../invocation.ts';
import { createRetry } from './follow-events.ts';

export interface LogOf {
  readonly team: string;
  readonly run: string;
  /** Attempt; the newest when left out. */
  readonly epoch?: number | undefined;
  /** Process of the attempt, from 0. */
  readonly index: number;
}

const finalStates = new Set(['succeeded', 'failed', 'cancelled']);

export function isFinal({ state }: Run): boolean {
  return finalStates.has(state);
}

/**
 * The log of an attempt as it is written until the attempt has ended, resumed at its byte when the connection breaks.
 * When a run is retried, the next attempt follows, unless one was named.
 */
export async function* followLog(
  invocation: Invocation,
  client: Client,
  { team, run, epoch: only, index }: LogOf,
): AsyncGenerator<Uint8Array> {
  const { clock, signal } = invocation;
  const look = (): Promise<Run> => client.call(runEndpoints.getRun, { params: { team, run }, signal });
  let done = 0;
  for (;;) {
    const now = await look();
    const epoch = only ?? now.attempts.at(-1)?.epoch;
    if (epoch === undefined || epoch === done) {
      if (isFinal(now)) return;
      await clock.sleep(500, signal);
      signal.throwIfAborted();
      continue;
    }
    yield* followAttempt(invocation, client, { team, run, epoch, index });
    done = epoch;
    if (only !== undefined) return;
  }
}

async function* followAttempt(
  invocation: Invocation,
  client: Client,
  { team, run, epoch, index }: LogOf & { epoch: number },
): AsyncGenerator<Uint8Array> {
  const retry = createRetry(invocation);
  let offset = 0;
  for (;;) {
    try {
      const query = { epoch, index, offset, follow: true };
      for await (const chunk of client.bytes(runEndpoints.runLogs, {
        params: { team, run },
        query,
        signal: invocation.signal,
      })) {
        retry.reached();
        offset += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      await retry.wait(error);
    }
  }
}
