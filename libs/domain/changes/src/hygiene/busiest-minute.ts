import { pushWindow } from '../push-budget.ts';

/** Most of these times in any 60 s. @param times milliseconds since the epoch, in any order */
export function busiestMinute(times: readonly number[]): number {
  const ascending = [...times].sort((one, other) => one - other);
  let most = 0;
  let first = 0;
  for (const [index, at] of ascending.entries()) {
    while ((ascending[first] ?? at) <= at - pushWindow) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
