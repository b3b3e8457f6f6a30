import { judgeRepository, limitRatios, type RepositoryFinding } from '@slipway/changes';
import { InvalidInputError } from '@slipway/kernel';
import type { InspectRepository } from '../committer-deps.ts';
import type { CommitterContext } from '../context.ts';

/** Milliseconds: before the first look, so that a start is not slowed down, and between two looks. */
const times = { first: 60_000, between: 3_600_000 } as const;

export interface WatchOptions extends Pick<
  CommitterContext,
  'clock' | 'logger' | 'metrics' | 'pushes' | 'servedDirectory'
> {
  readonly inspect: InspectRepository;
}

/**
 * Looks from time to time how far the repository is from the limits of git hosts, until the signal aborts: sets a gauge, and
 * warns of what is new. A look that fails is made again at the next time; it never throws.
 */
export async function watchRepository(options: WatchOptions, over: AbortSignal): Promise<void> {
  const { clock } = options;
  let known: Levels = new Map();
  await clock.sleep(times.first, over);
  while (!over.aborted) {
    known = await tell(options, known, over);
    await clock.sleep(times.between, over);
  }
}

/** By limit and path. */
type Levels = ReadonlyMap<string, RepositoryFinding['level']>;

async function tell(options: WatchOptions, known: Levels, over: AbortSignal): Promise<Levels> {
  const { logger, metrics } = options;
  try {
    const findings = await look(options, over);
    for (const [limit, ratio] of limitRatios(findings))
      metrics.gauge('slipway_repository_limit_ratio', ratio, { limit });
    const levels = new Map<string, RepositoryFinding['level']>();
    for (const finding of findings) {
      const { limit, path = '', level } = finding;
      const key = `${limit} ${path}`;
      levels.set(key, level);
      if (level !== 'ok' && known.get(key) !== level)
        logger.warn('the environment repository comes near a limit', { ...finding });
    }
    return levels;
  } catch (error) {
    // An empty repository has nothing to look at yet.
    if (!over.aborted && !(error instanceof InvalidInputError))
      logger.warn('looking at the health of the environment repository failed', { error });
    return known;
  }
}

async function look(
  { inspect, pushes, servedDirectory }: WatchOptions,
  over: AbortSignal,
): Promise<readonly RepositoryFinding[]> {
  const snapshot = await inspect(over);
  // A repository of our own takes far more pushes than a host does, and is meant to.
  const busiestMinute = servedDirectory === undefined ? pushes.take() : undefined;
  return judgeRepository({ ...snapshot, busiestMinute });
}
