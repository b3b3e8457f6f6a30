import { code, plain } from '@slipway/kernel';
import { isGiven, type ReviewState } from '../review-state.ts';
import { counted, reviewers } from './words.ts';

/** Rules that are shown; a change of more is not read by anybody. */
const mostRules = 100;

/** `all reviews are given`, or how many are not. */
export function reviewTitle(states: readonly ReviewState[]): string {
  const open = states.filter((state) => !isGiven(state)).length;
  return open === 0 ? 'all reviews are given' : `${counted(open, 'review')} to be given`;
}

/** Who has approved, and whose approval is missing, for each rule. */
export function reviewMarkdown(states: readonly ReviewState[]): string {
  if (states.length === 0) return 'The change needs no review.\n';
  const shown = states.slice(0, mostRules).map((state) => {
    const { rule, paths, approvedBy, refusedBy } = state;
    const mark = isGiven(state) ? 'x' : ' ';
    return `- [${mark}] ${plain(rule)}, ${counted(paths.length, 'path')}: ${progress(state, approvedBy, refusedBy)}\n`;
  });
  const more = states.length > mostRules ? `- and ${String(states.length - mostRules)} more\n` : '';
  return `${shown.join('')}${more}`;
}

function progress(state: ReviewState, approvedBy: readonly string[], refusedBy: readonly string[]): string {
  const names = (people: readonly string[]): string => people.slice(0, 10).map(code).join(', ');
  if (refusedBy.length > 0) return `${names(refusedBy)} asked for changes`;
  if (approvedBy.length > 0) return `approved by ${names(approvedBy)}`;
  return state.owners.length === 0 ? 'nobody has to approve' : `waits for ${code(reviewers(state))}`;
}
