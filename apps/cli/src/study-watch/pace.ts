import type { StudyStop } from '@slipway/contracts';
import { parseDuration } from '@slipway/kernel';
import { finishedCount, type WatchedStudy } from './watched-study.ts';

/** Trials per second over the newest ones, up to now; undefined as long as fewer than two have ended. */
export function trialsPerSecond({ ends }: WatchedStudy, now: number): number | undefined {
  const [first] = ends;
  if (first === undefined || ends.length < 2) return undefined;
  return (ends.length - 1) / Math.max((now - first) / 1000, 1e-3);
}

/** Milliseconds until the bound of trials or of time ends the study, whichever comes first, as far as either is known. */
export function timeLeft(
  study: WatchedStudy,
  { stop, createdAt }: { readonly stop: StudyStop; readonly createdAt: string },
  now: number,
): number | undefined {
  const speed = trialsPerSecond(study, now);
  const left: number[] = [];
  if (stop.trials !== undefined && speed !== undefined)
    left.push((Math.max(stop.trials - finishedCount(study.counts), 0) / speed) * 1000);
  if (stop.time !== undefined)
    left.push(Math.max(Date.parse(createdAt) + (parseDuration(stop.time) ?? 0) - now, 0));
  return left.length === 0 ? undefined : Math.min(...left);
}
