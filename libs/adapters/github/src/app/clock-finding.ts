import { note, ok, problem, type Finding } from '@slipway/kernel';

/** Seconds: GitHub takes no signature of an App that comes from further in the future than this. */
const most = 60;
/** Seconds: `Date` is in whole ones, and an answer takes its time. */
const usual = 10;

/** How far our clock is from GitHub's. @param theirs as an answer told it, undefined when none did */
export function clockFinding(theirs: Date | undefined, ours: Date): Finding {
  if (theirs === undefined)
    return note('clock', 'no answer told the time', 'compare the clock of this machine with another');
  const seconds = Math.round((ours.getTime() - theirs.getTime()) / 1_000);
  const found = `${durationOf(Math.abs(seconds))} ${seconds < 0 ? 'behind' : 'ahead of'} GitHub's`;
  const hint = 'have it set by NTP, on each machine that runs a service';
  if (Math.abs(seconds) > most)
    return problem('clock', `${found}: GitHub takes what an App signs for ${String(most)} s only`, hint);
  if (Math.abs(seconds) > usual) return note('clock', found, hint);
  return ok('clock', "as GitHub's");
}

const durationOf = (seconds: number): string =>
  seconds < 120 ? `${String(seconds)} s` : `${String(Math.round(seconds / 60))} min`;
