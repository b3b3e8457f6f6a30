/** Milliseconds of the sliding window in which pushes are counted. */
export const pushWindow = 60_000;

/**
 * Pushes a minute when nobody says otherwise. Git hosts ask automation to stay below 6. A repository of our own takes as
 * many as it gets, but each costs a pack, a few fsyncs and a look by everyone who follows: under a steady load ten a second,
 * with more commits in each, leave the machine to those who wait for answers.
 */
export const pushBudgets = { remote: 6, embedded: 600 } as const;

/**
 * When the next push may leave, in milliseconds since the epoch: `now` or later. At most `perMinute` pushes fall into any
 * window of 60 s. In a quiet minute a push leaves at once; each further one waits longer after the one before it, in
 * proportion to how many the window already has, so that pauses grow 1:2:3:… and their sum is the window. A burst thus
 * neither uses up the budget nor leaves a minute of silence behind it.
 *
 * @param history times of earlier pushes, ascending; those older than the window are ignored.
 * @param perMinute pushes in 60 s; Infinity for no budget.
 */
export function nextPushAt(history: readonly number[], perMinute: number, now: number): number {
  if (perMinute === Infinity) return now;
  const recent = history.filter((at) => at > now - pushWindow);
  const last = recent.at(-1);
  if (last === undefined) return now;
  const pause = (2 * pushWindow * recent.length) / (perMinute * (perMinute + 1));
  const oldestThatCounts = recent.at(-perMinute);
  const windowFree =
    recent.length < perMinute || oldestThatCounts === undefined ? now : oldestThatCounts + pushWindow;
  return Math.max(now, last + pause, windowFree);
}
