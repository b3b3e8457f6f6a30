import { UnavailableError } from '@slipway/kernel';
import { SignalTopic } from '@slipway/ports';
import { Wakes, type Service } from '@slipway/service';
import type { CommitterDeps } from './committer-deps.ts';
import { wakeKeys, type CommitterContext } from './context.ts';
import { BusiestMinute } from './hygiene/busiest-minute.ts';
import { watchRepository } from './hygiene/watch-repository.ts';
import { changeRoutes } from './http/change-routes.ts';
import { gitMount } from './http/git-mount.ts';
import { Leadership } from './writing/leadership.ts';

/** Milliseconds after which a leader that hangs or is cut off may be succeeded. One that dies is succeeded at once. */
const leaseDuration = 10_000;

/**
 * The committer: the only part of Slipway that writes to the environment repository. Any number of them may run for one
 * repository: one leads, the others wait for its lease and answer requests.
 */
export function createCommitterService(deps: CommitterDeps): Service {
  const { signals, repository, servedDirectory } = deps;
  const logger = deps.logger.child({ service: 'committer', repository });
  const context: CommitterContext = {
    ...deps,
    logger,
    wakes: new Wakes(deps.clock),
    pushes: new BusiestMinute(),
  };
  const { wakes } = context;
  const stopping = new AbortController();
  const unsubscribes: (() => Promise<void>)[] = [];
  let running: Promise<void> | undefined;
  let problem: string | undefined;

  const onSignal = (key: string) => (payload: string) => {
    // An empty payload comes after a reconnect: anything may have happened.
    if (payload === '' || payload === repository) wakes.wake(key);
  };

  const run = async (): Promise<void> => {
    const lease = `committer ${repository}`;
    while (!stopping.signal.aborted) {
      const held = await deps.leases.acquire(lease, { duration: leaseDuration, signal: stopping.signal });
      if (!held) return;
      logger.info('leading');
      const term = new AbortController();
      const over = AbortSignal.any([stopping.signal, held.lost, term.signal]);
      const leadership = new Leadership(context, { lease, ticket: held.ticket }, over);
      const watching = deps.inspect && watchRepository({ ...context, inspect: deps.inspect }, over);
      try {
        await leadership.lead((found) => (problem = found));
      } finally {
        problem = undefined;
        term.abort();
        await held.release();
        await watching;
      }
    }
  };

  const onReceived = (): void => {
    // The agents are to look at it at once.
    signals.notify(SignalTopic.ChangesSettled, repository).catch((error: unknown) => {
      logger.debug('signal was not sent', { error });
    });
  };

  return {
    name: 'committer',
    routes: changeRoutes(context),
    mounts:
      servedDirectory === undefined
        ? []
        : [gitMount({ directory: servedDirectory, repository, logger, onReceived })],
    start: async () => {
      unsubscribes.push(await signals.subscribe(SignalTopic.ChangeAccepted, onSignal(wakeKeys.work)));
      unsubscribes.push(await signals.subscribe(SignalTopic.ChangesSettled, onSignal(wakeKeys.settled)));
      running = run();
    },
    stop: async () => {
      stopping.abort();
      await running;
      for (const unsubscribe of unsubscribes.splice(0)) await unsubscribe();
    },
    checkReady: async () => {
      await deps.queue.recordedHead(repository);
      if (problem !== undefined)
        throw new UnavailableError(`the environment repository can't be written to: ${problem}`);
    },
  };
}
