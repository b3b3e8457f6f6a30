import { formatDuration, parseDuration } from '@slipway/kernel';
import { z } from 'zod';
import { problemCheck } from './check.ts';

/** A duration such as `90s` or `1h30m`, between two bounds in milliseconds. Kept as text, as it was written. */
export function duration(shortest: number, longest: number): z.ZodString {
  const problemOf = (text: string): string | undefined => {
    const milliseconds = parseDuration(text);
    if (milliseconds === undefined) {
      const meant = /^\d+$/.test(text) ? `; is ${text}s meant?` : '';
      return `expected a duration with units ms, s, m, h or d, such as 90s or 1h30m${meant}`;
    }
    if (milliseconds < shortest) return `expected at least ${formatDuration(shortest)}`;
    return milliseconds > longest ? `expected at most ${formatDuration(longest)}` : undefined;
  };
  return z
    .string()
    .max(32, { abort: true })
    .check(problemCheck(problemOf))
    .meta({ examples: ['90s', '1h30m'], pattern: '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$' });
}
