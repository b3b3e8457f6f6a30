/** When a delivery whose handling failed is tried again. Milliseconds; every delay has up to half of it added by chance. */
export const retryRules = { attempts: 8, firstDelay: 2_000, longestDelay: 600_000 } as const;

export type RetryDecision =
  | { readonly kind: 'retry'; readonly due: Date }
  /** It has failed too often: it waits for somebody to replay it. */
  | { readonly kind: 'dead' };

/** @param failures how often it has failed, this time included. @param chance 0 to 1. */
export function decideRetry(failures: number, now: Date, chance: number): RetryDecision {
  if (failures >= retryRules.attempts) return { kind: 'dead' };
  const delay = Math.min(retryRules.longestDelay, retryRules.firstDelay * 2 ** (failures - 1));
  return { kind: 'retry', due: new Date(now.getTime() + delay * (1 + chance / 2)) };
}
