export type AnswerHeaders = Readonly<Record<string, string | number | undefined>>;

/** Calls that GitHub takes in the present hour, as its answers tell. */
export interface CallBudget {
  /** `core`, `search`, … */
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
  /** Whose calls they are; undefined: those of the App itself, or by a token. */
  readonly installation: number | undefined;
}

/** Undefined when an answer does not tell. */
export function budgetOf(headers: AnswerHeaders): Omit<CallBudget, 'installation'> | undefined {
  const limit = Number(headers['x-ratelimit-limit']);
  const remaining = Number(headers['x-ratelimit-remaining']);
  if (!Number.isFinite(limit) || !Number.isFinite(remaining)) return undefined;
  return { resource: String(headers['x-ratelimit-resource'] ?? 'core'), limit, remaining };
}

/**
 * Milliseconds until calls are taken again, when an answer says that there are none left: primary and secondary limits, as
 * GitHub documents them under "Rate limits for the REST API".
 */
export function pauseOf(status: number, headers: AnswerHeaders, now: Date): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = headers['retry-after'];
  if (retryAfter !== undefined) return bounded(Number(retryAfter) * 1000);
  if (String(headers['x-ratelimit-remaining']) === '0') {
    // Against GitHub's own clock, which its answer tells: ours may be wrong.
    const there = Date.parse(String(headers.date));
    return bounded(
      Number(headers['x-ratelimit-reset']) * 1000 - (Number.isNaN(there) ? now.getTime() : there),
    );
  }
  return status === 429 ? 60_000 : undefined;
}

/** Not less than a second, nor more than an hour. */
function bounded(milliseconds: number): number {
  return Number.isFinite(milliseconds) ? Math.min(3_600_000, Math.max(1_000, milliseconds)) : 60_000;
}
