import type { Review } from './plan.ts';

/** What somebody says of the commit that is to be merged. */
export interface Opinion {
  readonly reviewer: string;
  readonly verdict: 'approved' | 'changes-requested';
  /** Those of the owners that the reviewer is one of. */
  readonly owners: ReadonlySet<string>;
}

/** A review that the change needs, and how far it is. */
export interface ReviewState extends Review {
  readonly approvedBy: readonly string[];
  readonly refusedBy: readonly string[];
}

/**
 * How far the reviews of a change are. As with CODEOWNERS one approval of an owner is enough for each rule, nobody approves
 * a change of his own, and an owner who asks for changes holds it up.
 * @param author who proposes the change
 */
export function reviewStates(
  reviews: readonly Review[],
  opinions: readonly Opinion[],
  author: string,
): readonly ReviewState[] {
  return reviews.map((review) => {
    const by = (verdict: Opinion['verdict']): readonly string[] =>
      opinions
        .filter((opinion) => opinion.verdict === verdict && opinion.reviewer !== author)
        .filter(({ owners }) => review.owners.some((owner) => owners.has(owner)))
        .map(({ reviewer }) => reviewer)
        .sort();
    return { ...review, approvedBy: by('approved'), refusedBy: by('changes-requested') };
  });
}

/** Whether nothing stands in the way of the change on this review's side. A rule that names nobody asks nobody. */
export const isGiven = ({ owners, approvedBy, refusedBy }: ReviewState): boolean =>
  refusedBy.length === 0 && (owners.length === 0 || approvedBy.length > 0);
