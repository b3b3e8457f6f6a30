import type { DeliveryOutcome } from '@slipway/ports';
import type { Attempt } from './send-webhook.ts';

export interface DeliveryState {
  /** Attempts that failed before this one. */
  readonly failures: number;
  readonly maxRetries: number;
  readonly now: Date;
  /** From 0 inclusive to 1 exclusive; spreads retries. */
  readonly chance: number;
}

const firstPause = 1_000;
const longestPause = 600_000;

/**
 * What becomes of a delivery after an attempt: no answer, a 429 and all of 500 and above are tried again, after 1 s,
 * 2 s, 4 s and so on to 10 minutes, each up to half as long again, or when the receiver asks for (`Retry-After`).
 */
export function deliveryOutcome(
  attempt: Attempt | { readonly kind: 'delivered' },
  { failures, maxRetries, now, chance }: DeliveryState,
): DeliveryOutcome {
  if (attempt.kind === 'delivered' || isSuccess(attempt)) return { kind: 'delivered', at: now };
  const reason = failureOf(attempt);
  if (!mayRetry(attempt) || failures >= maxRetries) return { kind: 'failed', at: now, reason };
  const pause = Math.min(longestPause, firstPause * 2 ** failures) * (1 + chance / 2);
  const asked = attempt.kind === 'answered' ? askedPause(attempt.retryAfter, now) : 0;
  return { kind: 'retry', at: now, due: new Date(now.getTime() + Math.max(pause, asked)), reason };
}

const isSuccess = (attempt: Attempt): boolean =>
  attempt.kind === 'answered' && attempt.status >= 200 && attempt.status < 300;

function mayRetry(attempt: Attempt): boolean {
  if (attempt.kind === 'answered') return attempt.status === 429 || attempt.status >= 500;
  return attempt.kind === 'unreachable';
}

function failureOf(attempt: Attempt): string {
  if (attempt.kind !== 'answered') return attempt.reason;
  const redirected = attempt.status >= 300 && attempt.status < 400;
  return `The receiver answered ${String(attempt.status)}.${redirected ? ' Redirects are not followed.' : ''}`;
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), in milliseconds from now; not more than we would wait. */
function askedPause(retryAfter: string | undefined, now: Date): number {
  if (retryAfter === undefined) return 0;
  const pause = /^\d+$/.test(retryAfter)
    ? 1_000 * Number(retryAfter)
    : Date.parse(retryAfter) - now.getTime();
  return Number.isNaN(pause) ? 0 : Math.min(Math.max(pause, 0), longestPause);
}
