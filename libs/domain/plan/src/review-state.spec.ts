import { describe, expect, it } from '@jest/globals';
import type { Review } from './plan.ts';
import { reviewMarkdown, reviewTitle } from './rendering/review-markdown.ts';
import { isGiven, reviewStates, type Opinion } from './review-state.ts';

const review = (rule: string, ...owners: readonly string[]): Review => ({ rule, owners, paths: ['a', 'b'] });
const vision = review('maintainers of team vision', 'alice', 'bob');
const ops = review('slipway.yaml, spec.owners[0]', '@acme/ops');
const open = review('no rule of slipway.yaml');
const opinion = (reviewer: string, verdict: Opinion['verdict'], ...owners: readonly string[]): Opinion => ({
  reviewer,
  verdict,
  owners: new Set(owners),
});
const given = (reviews: readonly Review[], opinions: readonly Opinion[], author = 'mallory'): boolean[] =>
  reviewStates(reviews, opinions, author).map(isGiven);

describe('the reviews of a change', () => {
  it('are given when one owner of each rule has approved', () => {
    const bob = opinion('bob', 'approved', 'bob');
    expect(given([vision, ops], [bob])).toEqual([true, false]);
    expect(given([vision, ops], [bob, opinion('carol', 'approved', '@acme/ops')])).toEqual([true, true]);
    expect(given([vision], [opinion('carol', 'approved')])).toEqual([false]);
  });

  it('are not given by the author, nor asked of anybody where a rule names nobody', () => {
    expect(given([vision], [opinion('alice', 'approved', 'alice')], 'alice')).toEqual([false]);
    expect(given([open], [])).toEqual([true]);
  });

  it('are held up by an owner who asks for changes, whoever else has approved', () => {
    const opinions = [opinion('alice', 'approved', 'alice'), opinion('bob', 'changes-requested', 'bob')];
    expect(given([vision], opinions)).toEqual([false]);
    expect(given([vision], [...opinions.slice(0, 1), opinion('eve', 'changes-requested')])).toEqual([true]);
  });

  it('read as a list of what is done', () => {
    const states = reviewStates([vision, ops, open], [opinion('bob', 'approved', 'bob')], 'mallory');
    expect(reviewTitle(states)).toBe('1 review to be given');
    expect(reviewMarkdown(states)).toBe(
      '- [x] maintainers of team vision, 2 paths: approved by `bob`\n' +
        '- [ ] slipway.yaml, spec.owners\\[0\\], 2 paths: waits for `@acme/ops`\n' +
        '- [x] no rule of slipway.yaml, 2 paths: nobody has to approve\n',
    );
    const refused = reviewStates([vision], [opinion('bob', 'changes-requested', 'bob')], 'mallory');
    expect(reviewMarkdown(refused)).toContain(
      '- [ ] maintainers of team vision, 2 paths: `bob` asked for changes',
    );
    expect(reviewTitle([])).toBe('all reviews are given');
  });
});
