import { pushWindow, type Change } from '@slipway/changes';
import { checkRepository } from './git.ts';
import { appendAll } from './slipway.ts';
import { repository, type Stage } from './stage.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What GitHub's documentation asks automation to stay below. */
const pushesPerMinute = 6;

/** Milliseconds of the virtual clock over which the changes come in, and between two groups of them. */
const arrival = 45_000;
const step = 1_000;

/**
 * Changes that come in evenly over three quarters of a minute, on a virtual clock: how many pushes carry them.
 * @throws Error when more pushes than the budget leave in any minute.
 */
export async function pushesOnBudget(stage: Stage, changes: readonly Change[]): Promise<number> {
  const clock = new VirtualClock();
  const pushes: number[] = [];
  const stop = await stage.startCommitter({ clock, pushesPerMinute, onPush: (at) => pushes.push(at) });
  const groups = arrival / step;
  for (let group = 0; group < groups; group += 1) {
    await clock.somebodySleeps();
    await appendAll(
      stage,
      changes.filter((_, index) => index % groups === group),
    );
    clock.advance(step);
  }
  while ((await stage.database.changeQueue.pending(repository, 1, 1)).length > 0) {
    await clock.somebodySleeps();
    clock.advance(step);
  }
  await stop();
  await checkRepository(
    stage.directory,
    changes.map(({ id }) => id),
  );
  for (const first of pushes) {
    const inMinute = pushes.filter((at) => at >= first && at < first + pushWindow).length;
    if (inMinute > pushesPerMinute)
      throw new Error(`${String(inMinute)} pushes left in one minute, and ${String(pushesPerMinute)} may`);
  }
  return pushes.length;
}
