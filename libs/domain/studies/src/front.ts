/** A complete trial that no other one beats. Losses are to be minimised. */
export interface FrontMember {
  readonly trial: number;
  readonly losses: readonly number[];
}

/** Members at the most; a front of one objective has a single one. */
export const frontLimit = 1_000;

/**
 * The front with another trial, or undefined when it does not get in: a member is as good in every objective, so that of
 * equal ones the first stays, or it beats none and the front is full.
 */
export function admitted(
  front: readonly FrontMember[],
  member: FrontMember,
  limit = frontLimit,
): readonly FrontMember[] | undefined {
  if (front.some(({ losses }) => isAsGood(losses, member.losses))) return undefined;
  const kept = front.filter(({ losses }) => !isAsGood(member.losses, losses));
  return kept.length < limit ? [...kept, member] : undefined;
}

/** The member with the least first loss, which is the best trial of a single objective. */
export const bestOf = (front: readonly FrontMember[]): FrontMember | undefined =>
  front.reduce<FrontMember | undefined>(
    (best, member) => ((member.losses[0] ?? Infinity) < (best?.losses[0] ?? Infinity) ? member : best),
    undefined,
  );

const isAsGood = (one: readonly number[], other: readonly number[]): boolean =>
  one.every((loss, index) => loss <= (other[index] ?? Infinity));
