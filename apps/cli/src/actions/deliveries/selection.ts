import type { DeliverySelection, DeliveryView } from '@slipway/contracts';
import { parseDuration } from '@slipway/kernel';
import { UsageError } from '../../exit-codes.ts';

/** The filters of a command as they were given. */
export interface SelectionOptions {
  readonly state?: DeliveryView['state'];
  readonly event?: string;
  readonly repository?: string;
  readonly since?: string;
  readonly until?: string;
}

/** @throws UsageError for a time that is none */
export function selectionOf(
  { state, event, repository, since, until }: SelectionOptions,
  now: Date,
): DeliverySelection {
  return {
    ...(state === undefined ? {} : { state }),
    ...(event === undefined ? {} : { event }),
    ...(repository === undefined ? {} : { repository }),
    ...(since === undefined ? {} : { since: timeOf('--since', since, now) }),
    ...(until === undefined ? {} : { until: timeOf('--until', until, now) }),
  };
}

function timeOf(option: string, text: string, now: Date): string {
  const ago = parseDuration(text);
  const time = ago === undefined ? Date.parse(text) : now.getTime() - ago;
  if (Number.isNaN(time))
    throw new UsageError(
      `${option} is ${JSON.stringify(text.slice(0, 40))}: expected a duration such as 2h, or a time such as 2026-11-26T12:00:00Z`,
    );
  return new Date(time).toISOString();
}
