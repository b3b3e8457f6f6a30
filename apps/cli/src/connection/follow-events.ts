import { runEndpoints, type Client, type RunEvent } from '@slipway/contracts';
import { UnavailableError } from '@slipway/kernel';
import type { Invocation } from '../invocation.ts';

export interface EventFilter {
  readonly team: string;
  readonly run?: string | undefined;
  /** Only what comes after this event. */
  readonly after?: string | undefined;
}

/** How long a server may stay away before following it is given up, in milliseconds. */
const patience = 120_000;

/** The events of runs, without a gap, also over restarts of the server; ends only when its reader leaves. */
export async function* followEvents(
  invocation: Invocation,
  client: Client,
  { team, run, after }: EventFilter,
): AsyncGenerator<RunEvent> {
  const { signal } = invocation;
  yield* followed(invocation, after, (last) => {
    const query = {
      follow: true,
      ...(run === undefined ? {} : { run }),
      ...(last === undefined ? {} : { after: last }),
    };
    return client.events(runEndpoints.watchRuns, { params: { team }, query, signal });
  });
}

/**
 * The data of a stream of events, which is opened again after the last one whenever it ends.
 * @throws the error when it will not pass, or the server stays away for too long
 */
export async function* followed<Data>(
  invocation: Pick<Invocation, 'clock' | 'signal' | 'err'>,
  after: string | undefined,
  open: (
    after: string | undefined,
  ) => AsyncIterable<{ readonly id: string | undefined; readonly data: Data }>,
): AsyncGenerator<Data> {
  const retry = createRetry(invocation);
  let last = after;
  for (;;) {
    try {
      for await (const { id, data } of open(last)) {
        retry.reached();
        last = id ?? last;
        yield data;
      }
      await retry.wait(new UnavailableError('the server has ended the stream of events'));
    } catch (error) {
      await retry.wait(error);
    }
  }
}

export interface Retry {
  /** The server has answered. */
  reached(): void;
  /** Waits a little longer each time. @throws the error when it will not pass, or patience is at its end. */
  wait(error: unknown): Promise<void>;
}

export function createRetry({ clock, signal, err }: Pick<Invocation, 'clock' | 'signal' | 'err'>): Retry {
  let since: number | undefined;
  let delay = 250;
  return {
    reached: () => {
      since = undefined;
      delay = 250;
    },
    wait: async (error) => {
      signal.throwIfAborted();
      const now = clock.now().getTime();
      if (!(error instanceof UnavailableError)) throw error;
      if (since === undefined) since = now;
      else if (delay === 500) await err.line(err.colours.dim('the server does not answer; waiting for it …'));
      if (now - since > patience) throw error;
      await clock.sleep(delay, signal);
      signal.throwIfAborted();
      delay = Math.min(delay * 2, 5000);
    },
  };
}
