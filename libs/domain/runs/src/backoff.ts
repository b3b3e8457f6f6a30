import type { RetryPolicy } from './run.ts';

/** Pause in milliseconds before retry number `retry` (from 1): initial · factor^(retry − 1), at most max. */
export function backoffDelay({ initial, factor, max }: RetryPolicy['backoff'], retry: number): number {
  return Math.min(max, Math.round(initial * factor ** (retry - 1)));
}
