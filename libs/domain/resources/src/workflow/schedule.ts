import { Cron } from 'croner';

/** A time that repeats: a line of cron with five fields, in a time zone. */
export interface Schedule {
  readonly cron: string;
  readonly timeZone: string;
}

export function cronProblem(cron: string): string | undefined {
  const expected = 'expected minute, hour, day of month, month and day of week, such as 0 3 * * 1';
  if (cron.trim().split(/\s+/).length !== 5) return expected;
  try {
    new Cron(cron);
    return undefined;
  } catch {
    return expected;
  }
}

export function timeZoneProblem(timeZone: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return undefined;
  } catch {
    return 'expected a time zone such as UTC or Europe/Berlin';
  }
}

/** The first time after `after`; undefined when it never comes, such as 30 February. */
export const nextTime = ({ cron, timeZone }: Schedule, after: Date): Date | undefined =>
  new Cron(cron, { timezone: timeZone }).nextRun(after) ?? undefined;
