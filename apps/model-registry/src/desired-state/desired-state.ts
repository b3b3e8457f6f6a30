import { UnavailableError } from '@slipway/kernel';
import type { Lease, ObjectId } from '@slipway/ports';
import type { Environment } from '@slipway/resources';
import { Wakes } from '@slipway/service';
import type { RegistryDeps } from '../context.ts';
import { followCommits, followOwnCommits } from './follow-commits.ts';
import { followRejections } from './follow-rejections.ts';
import { createSettingsReader } from './settings-reader.ts';
import { rebuildModels, type Rebuilt } from './rebuild-models.ts';

/** Milliseconds between looks without a wake-up, for what others push to a remote, and lost signals. */
const patience = 1_500;
/** Milliseconds between two passes at the least: under load each sees many pushes at once, and git is asked less often. */
const rest = 250;
/** Milliseconds after which a leader that hangs or is cut off may be succeeded. */
const leaseDuration = 10_000;
const longestPause = 5_000;
const wakeKey = 'repository';

/** Keeps the registry and the environment repository the same. */
export interface DesiredState {
  /** Reads the rules, and makes the registry from git when it is empty. Before any request is answered. */
  prepare(): Promise<void>;
  start(): void;
  /** Something may have changed in the repository. */
  wake(): void;
  stop(): Promise<void>;
  /** Settings of the environment repository as they were read last; undefined: there are none. */
  readonly settings: () => Environment | undefined;
  rebuild(): Promise<Rebuilt>;
}

/**
 * Follows the environment repository. Every replica reads the rules; one of them, by a lease, takes over what others
 * change about models. A pass that fails is tried again: what it does is in transactions together with its position.
 */
export function createDesiredState(context: RegistryDeps): DesiredState {
  const { history, followedRepository, repository, clock, leases, logger } = context;
  const wakes = new Wakes(clock);
  const settings = createSettingsReader({ history, logger });
  const stopping = new AbortController();
  const stopped = (): boolean => stopping.signal.aborted;
  let lease: Lease | undefined;
  let running: Promise<unknown> | undefined;

  const followOnce = async (): Promise<void> => {
    const tip = await history.refresh();
    if (tip !== undefined) await settings.read(tip);
    if (lease === undefined || lease.lost.aborted) return;
    await followTo(context, tip);
  };

  const follow = async (): Promise<void> => {
    const watch = wakes.watch(wakeKey);
    let failures = 0;
    while (!stopped()) {
      watch.look();
      try {
        await followOnce();
        failures = 0;
        await clock.sleep(rest, stopping.signal);
        await watch.wait(patience, stopping.signal);
      } catch (error) {
        failures += 1;
        logger.warn('following the environment repository failed and is tried again', { error, failures });
        await clock.sleep(Math.min(longestPause, 100 * 2 ** failures), stopping.signal);
      }
    }
    watch.close();
  };

  const lead = async (): Promise<void> => {
    while (!stopped()) {
      const options = { duration: leaseDuration, signal: stopping.signal };
      lease = await leases.acquire(`model-registry ${repository}`, options);
      if (!lease) return;
      wakes.wake(wakeKey);
      await aborted(AbortSignal.any([lease.lost, stopping.signal]));
      await lease.release();
    }
  };

  return {
    prepare: async () => {
      const { tip, isCurrent } = await findTip(context);
      if (tip !== undefined) await settings.read(tip);
      const isNew = (await followedRepository.position(repository)) === undefined;
      const isEmpty = !(await followedRepository.hasModels());
      // Without its repository a registry can start again, but not for the first time.
      if (isNew || (isEmpty && isCurrent && tip !== undefined)) await rebuildModels(context);
    },
    start: () => {
      running ??= Promise.all([follow(), lead()]);
    },
    wake: () => {
      wakes.wake(wakeKey);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    settings: () => settings.current(),
    rebuild: () => rebuildModels(context),
  };
}

/** The tip or, when the remote does not answer, what was seen of it before. */
async function findTip({
  history,
  logger,
}: RegistryDeps): Promise<{ readonly tip: ObjectId | undefined; readonly isCurrent: boolean }> {
  try {
    return { tip: await history.refresh(), isCurrent: true };
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    logger.warn('the environment repository does not answer', { error });
    return { tip: await history.lastTip(), isCurrent: false };
  }
}

/** Brings the registry to `tip`, once. */
export async function followTo(context: RegistryDeps, tip: ObjectId | undefined): Promise<void> {
  const { followedRepository, history, repository, logger } = context;
  const position = await followedRepository.position(repository);
  const from = position?.commit;
  if (
    tip !== undefined &&
    from !== undefined &&
    tip !== from &&
    (await followOwnCommits(context, from, tip))
  ) {
    await followRejections(context, tip);
    return;
  }
  const isRewritten = from !== undefined && (tip === undefined || !(await history.contains(tip, from)));
  if (position === undefined || isRewritten) {
    if (isRewritten) logger.warn('the history of the environment repository was rewritten', { from, tip });
    await rebuildModels(context);
    return;
  }
  if (tip !== undefined && tip !== from) await followCommits(context, from, tip);
  await followRejections(context, tip);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
